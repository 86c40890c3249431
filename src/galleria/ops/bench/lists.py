"""Asking for pages of a shop's products, and knowing whether they are right."""

from msgspec import Raw

from galleria.base.database import Database
from galleria.base.tx import ReadTx, reading
from galleria.listing.search.parameters import ShopProductQuery
from galleria.listing.search.products import list_shop_products
from galleria.listing.search.rows import FoundProducts
from galleria.ops.bench.mall import Stall
from galleria.ops.bench.reads import Ask

LISTED = 50
# Every document has it, once.
MARK = b'"variant_count"'


def listed(query: ShopProductQuery, *, items: int = LISTED) -> Ask:
    """Ask for a page that has so many products."""

    async def ask(tx: ReadTx) -> bool:
        return count(await list_shop_products(tx, query=query)) == items

    return ask


def count(found: FoundProducts) -> int:
    """Count a page's products; they are bytes already."""
    return _bytes(found).count(MARK)


def first_of(found: FoundProducts) -> bytes:
    """Return how the first product's document begins: its id is in it."""
    return _bytes(found).partition(MARK)[0]


def _bytes(found: FoundProducts) -> bytes:
    assert isinstance(found.items, Raw)
    return bytes(found.items)


async def pages(database: Database, stall: Stall, most: int) -> list[ShopProductQuery]:
    """Turn the pages of a shop from the first on, as its shoppers do, and return the queries."""
    queries = [ShopProductQuery(limit=LISTED)]
    async with reading(database, stall.shopper) as tx:
        while len(queries) < most:
            page = await list_shop_products(tx, query=queries[-1])
            if page.next_cursor is None or count(page) < LISTED:
                break
            queries.append(ShopProductQuery(limit=LISTED, cursor=page.next_cursor))
    full = (len(queries) * LISTED) <= stall.products
    return queries if full else queries[:-1]
