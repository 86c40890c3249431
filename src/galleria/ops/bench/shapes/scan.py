"""A till or a shopper scans a barcode: which variant it is, and what it costs."""

import random

import uvloop

from galleria.base.tx import ReadTx
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.scan import scan_in_shop
from galleria.ops.bench.audit import Audit
from galleria.ops.bench.mall import barcode_of
from galleria.ops.bench.malls import stall_of
from galleria.ops.bench.reads import Ask, Reader, Reads
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench, Outcome, Shape
from galleria.ops.database import login_urls, opened

PRODUCTS = 100_000
CODES = 100
RATIO_MIN = 0.6


def run(bench: Bench) -> Outcome:
    """Measure in a shop of many products, with a server beside for the calls over HTTP."""
    with served(bench.settings, with_worker=False) as port:
        return uvloop.run(measured(bench, port, products=PRODUCTS))


async def measured(bench: Bench, port: int | None, *, products: int) -> Outcome:
    """Scan codes that are there, drawn from the whole range."""
    stall = await stall_of(bench, products)
    numbers = random.Random(0).sample(range(products), min(CODES, products))
    codes = [barcode_of(number) for number in numbers]
    path = f"/api/v1/shops/{stall.store_slug}/scan"
    reads = Reads(
        context=stall.shopper,
        asks=[_scan(code) for code in codes],
        port=port,
        paths=[f"{path}/{code}" for code in codes],
        limit_url=login_urls(bench.settings)[0],
        seconds=bench.pair_s,
    )
    async with opened(bench.settings) as database:
        reader = Reader(database, reads)
        await reader.prepare()
        await reader.warm_up()
        for number in range(bench.pairs):
            await reader.pair(number)
    return Outcome(
        reader.measures("scans", ratio_min=RATIO_MIN, http_ratio_min=None, p99_ms=None),
        Audit(reader.counts("scans")),
        [f"{products:,} products"],
    )


def _scan(code: str) -> Ask:
    async def ask(tx: ReadTx) -> bool:
        found = await scan_in_shop(tx, code=code, query=ShopQuery())
        return found.barcode == code

    return ask


SCAN = Shape(
    name="scan",
    story="a barcode becomes a variant with its price, beside pgbench with the same transaction",
    budget=f"≥ {RATIO_MIN} × pgbench",
    needs_database=True,
    run=run,
    is_in_mall=True,
)
