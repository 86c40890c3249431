"""The lane without HTTP: full orders of one hot item, beside pgbench's bare UPDATE of its row."""

import uvloop

from galleria.base.database import Database
from galleria.ops.bench.audit import Audit
from galleria.ops.bench.busy import Round
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.pgbench import Pgbench
from galleria.ops.bench.selling.audit import books_of, counts_of, proven
from galleria.ops.bench.selling.buyers import Told
from galleria.ops.bench.selling.direct import sold
from galleria.ops.bench.selling.floor import bare_updates
from galleria.ops.bench.selling.shop import SellingShop, open_shop
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.database import opened
from galleria.orders import NewOrder, PlaceOrder, SaleLine

PRODUCTS = 100
RATIO_MIN = 5.0


def run(bench: Bench) -> Outcome:
    """Sell one item as fast as one lane can."""
    return uvloop.run(measured(bench))


async def measured(bench: Bench) -> Outcome:
    """Measure pairs of the lane and the floor."""
    shop = await open_shop(bench.settings, products=PRODUCTS, say=bench.say)
    told = Told()
    async with opened(bench.settings) as database:
        await _sold(bench, database, shop, told)  # Plans settle.
        orders, floors = await interleaved(
            bench.pairs,
            lambda _: _sold(bench, database, shop, told),
            lambda _: bare_updates(bench.settings, shop, seconds=bench.pair_s),
        )
    books = await books_of(bench.settings, [shop.org_id])
    counts = counts_of(books, placed=told.placed, lines=told.lines)
    counts += await proven(bench, [shop.org_id])
    return Outcome(_measures(orders, floors), Audit(counts))


async def _sold(bench: Bench, database: Database, shop: SellingShop, told: Told) -> Round:
    line = SaleLine(variant_id=shop.variants[0], units=1)
    command = PlaceOrder(shop.stall.store_id, NewOrder(lines=[line]))
    context = shop.stall.merchant.context
    return await sold(database, context, [command], seconds=bench.pair_s, told=told)


def _measures(orders: list[Round], floors: list[Pgbench]) -> list[Measure]:
    return [
        Measure(
            name="full orders of one item",
            unit="/s",
            figures=[it.per_second for it in orders],
            limits=[it.per_second for it in floors],
            limit_name="pgbench, a bare UPDATE",
            more_is_better=True,
            ratio_min=RATIO_MIN,
        ),
        Measure(
            name="full orders of one item, p99",
            unit="ms",
            figures=[it.p99_ms for it in orders],
            limits=[it.p99_ms for it in floors],
            limit_name="pgbench",
        ),
    ]


SELL_LANE = Shape(
    name="sell-lane",
    story="64 buyers order one item through the lane, without HTTP, beside 64 bare UPDATEs of it",
    budget=f"≥ {RATIO_MIN:.0f} × pgbench",
    needs_database=True,
    run=run,
)
