"""The 190,000th product of a list costs what the first one does."""

from itertools import pairwise

import asyncpg
import uvloop
from msgspec import Struct

from galleria.base.database import Database
from galleria.base.pages import mark
from galleria.base.tx import reading
from galleria.listing.search.parameters import ShopProductQuery
from galleria.listing.search.products import list_shop_products
from galleria.listing.search.rows import Position
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.busy import Round, busy
from galleria.ops.bench.lists import LISTED, count, first_of
from galleria.ops.bench.mall import Stall
from galleria.ops.bench.malls import stall_of
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.database import opened

PRODUCTS = 200_000
DEPTH = 190_000
# Pages around that depth, so that not one of them alone is warm.
PAGES = 20
TIMES_MAX = 1.5

AT_DEPTH = """
SELECT sort_order, name_key, product_id
FROM listing
WHERE org_id = $1 AND store_id = $2
ORDER BY sort_order, name_key, product_id
OFFSET $3
LIMIT $4
"""


class Page(Struct, frozen=True):
    """A page, and the product that it has to begin with."""

    query: ShopProductQuery
    begins: bytes


class Pages:
    """First pages, and pages far behind them; what they have to begin with is known."""

    def __init__(self, database: Database, stall: Stall, seconds: float) -> None:
        self._database = database
        self._stall = stall
        self._seconds = seconds
        self._deep: list[Page] = []
        self._first: list[Page] = []
        self.asked = 0
        self.right = 0

    async def find(self, depth: int) -> None:
        """Find where the pages begin, by counting rows."""
        wanted = (self._stall.org_id, self._stall.store_id, depth - 1, PAGES + 1)
        async with reading(self._database, self._stall.shopper) as tx:
            rows = await tx.connection.fetch(AT_DEPTH, *wanted)
            (first,) = await tx.connection.fetch(AT_DEPTH, *wanted[:2], 0, 1)
        for row, following in pairwise(rows):
            cursor = mark(Position("default", *row))
            query = ShopProductQuery(limit=LISTED, cursor=cursor)
            self._deep.append(Page(query, _id_of(following)))
        self._first = [Page(ShopProductQuery(limit=LISTED), _id_of(first))]

    @property
    def depths(self) -> int:
        """How many deep pages there are, each beginning a product later."""
        return len(self._deep)

    async def deep(self, _number: int) -> Round:
        """Ask for pages at that depth, one after the other."""
        return await self._ask(self._deep)

    async def first(self, _number: int) -> Round:
        """Ask for the first page again and again."""
        return await self._ask(self._first)

    async def _ask(self, pages: list[Page]) -> Round:
        async def ask(client: int, turn: int) -> None:
            page = pages[(client + turn) % len(pages)]
            async with reading(self._database, self._stall.shopper) as tx:
                found = await list_shop_products(tx, query=page.query)
            self.asked += 1
            self.right += count(found) == LISTED and page.begins in first_of(found)

        return await busy(ask, clients=1, seconds=self._seconds)


def _id_of(row: asyncpg.Record) -> bytes:
    return str(row["product_id"]).encode()


def run(bench: Bench) -> Outcome:
    """Measure one shopper, who waits for each page."""
    return uvloop.run(measured(bench, products=PRODUCTS, depth=DEPTH))


async def measured(bench: Bench, *, products: int, depth: int) -> Outcome:
    """Ask for the deep pages and for the first in turns."""
    stall = await stall_of(bench, products)
    async with opened(bench.settings) as database:
        pages = Pages(database, stall, bench.pair_s / 2)
        await pages.find(depth)
        await interleaved(1, pages.deep, pages.first)
        deep, first = await interleaved(bench.pairs, pages.deep, pages.first)
    return Outcome(
        [
            Measure(
                name=f"{LISTED} products behind {depth:,}, p50",
                unit="ms",
                figures=[it.p50_ms for it in deep],
                limits=[it.p50_ms for it in first],
                limit_name="first page",
                ratio_min=1 / TIMES_MAX,
            ),
            Measure(
                name=f"{LISTED} products behind {depth:,}, p99",
                unit="ms",
                figures=[it.p99_ms for it in deep],
                limits=[it.p99_ms for it in first],
                limit_name="first page",
            ),
        ],
        Audit([Count("pages that begin where they should", pages.right, pages.asked)]),
        [f"{products:,} products, {pages.depths} depths"],
    )


DEEP_PAGE = Shape(
    name="deep-page",
    story="50 products behind the 190,000th, beside the first 50",
    budget=f"≤ {TIMES_MAX} × the first page (ratio ≥ {1 / TIMES_MAX:.2f})",
    needs_database=True,
    run=run,
    is_in_mall=True,
)
