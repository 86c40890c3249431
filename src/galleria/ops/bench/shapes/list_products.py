"""Shoppers turn the pages of a shop: 50 of its products, in the shop's order, never cached."""

import uvloop

from galleria.ops.bench.audit import Audit
from galleria.ops.bench.lists import LISTED, listed, pages
from galleria.ops.bench.malls import stall_of
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.reads import Reader, Reads
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench, Outcome, Shape
from galleria.ops.database import login_urls, opened

PRODUCTS = 100_000
FEW = 10_000
MANY = 200_000
LARGE = 1_000_000
PAGES = 64
RATIO_MIN = 0.7
HTTP_RATIO_MIN = 0.35
TIMES_MAX = 1.5


def run(bench: Bench) -> Outcome:
    """Measure in three shops, with a server beside for the calls over HTTP."""
    sizes = [FEW, PRODUCTS, LARGE if bench.is_large else MANY]
    with served(bench.settings, with_worker=False) as port:
        return uvloop.run(measured(bench, port, sizes=sizes))


async def measured(bench: Bench, port: int | None, *, sizes: list[int]) -> Outcome:
    """Turn the pages of a small, a middling and a large shop; the middling one's over HTTP, too."""
    stalls = [await stall_of(bench, products) for products in sizes]
    async with opened(bench.settings) as database:
        readers: list[Reader] = []
        for stall in stalls:
            path = f"/api/v1/shops/{stall.store_slug}/products?limit={LISTED}"
            reads = Reads(
                context=stall.shopper,
                asks=[listed(query) for query in await pages(database, stall, PAGES)],
                port=port if stall is stalls[1] else None,
                # A cursor is signed: over HTTP, it is the first page in each order.
                paths=[path, *(f"{path}&sort={sort}" for sort in ("name", "price", "newest"))],
                limit_url=login_urls(bench.settings)[0],
                seconds=bench.pair_s,
            )
            readers.append(Reader(database, reads))
        for reader in readers:
            await reader.prepare()
            await reader.warm_up()
        small, middling, large = readers
        for number in range(bench.pairs):
            await middling.pair(number)
            await small.alone()
            await large.alone()
    measures = middling.measures(
        f"{LISTED} of {sizes[1]:,} products",
        ratio_min=RATIO_MIN,
        http_ratio_min=HTTP_RATIO_MIN,
        p99_ms=None,
    )
    counts = [
        count
        for reader, products in zip(readers, sizes, strict=True)
        for count in reader.counts(f"lists of {products:,}")
    ]
    return Outcome([*measures, _by_size(small, large, sizes)], Audit(counts))


def _by_size(small: Reader, large: Reader, sizes: list[int]) -> Measure:
    return Measure(
        name=f"p99 of a list of {sizes[-1]:,} products",
        unit="ms",
        figures=[it.p99_ms for it in large.found.ours],
        limits=[it.p99_ms for it in small.found.ours],
        limit_name=f"of {sizes[0]:,}",
        ratio_min=1 / TIMES_MAX,
    )


LIST_PRODUCTS = Shape(
    name="list-products",
    story="50 of 100,000 products, not cached, beside pgbench with the same transaction",
    budget=(
        f"≥ {RATIO_MIN} × pgbench, over HTTP ≥ {HTTP_RATIO_MIN}; p99 at {MANY:,} (--large: "
        f"{LARGE:,}) products ≤ {TIMES_MAX} × p99 at {FEW:,}; 1 statement"
    ),
    needs_database=True,
    run=run,
    is_in_mall=True,
)
