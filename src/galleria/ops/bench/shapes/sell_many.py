"""64 buyers in 200 organizations: hardly ever two at once in a lane."""

import uvloop

from galleria.ops.bench.audit import Audit
from galleria.ops.bench.busy import Round
from galleria.ops.bench.client import http_client
from galleria.ops.bench.organization import token_of
from galleria.ops.bench.selling.audit import books_of, counts_of, proven
from galleria.ops.bench.selling.buyers import Stand, Told, bought, stand_of
from galleria.ops.bench.selling.shop import SellingShop, open_many, open_shop
from galleria.ops.bench.selling.sides import Sides
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved

ORGANIZATIONS = 200
ITEMS_EACH = 5
SPREAD_ITEMS = 1_000
RATIO_MIN = 0.15


def run(bench: Bench) -> Outcome:
    """Serve all of them by one process."""
    with served(bench.settings, with_worker=False) as port:
        return uvloop.run(measured(bench, port, organizations=ORGANIZATIONS))


async def measured(bench: Bench, port: int, *, organizations: int) -> Outcome:
    """Measure buyers in many organizations, and as many in one of them all."""
    shops = await open_many(bench.settings, shops=organizations, products=ITEMS_EACH, say=bench.say)
    big = await open_shop(bench.settings, products=SPREAD_ITEMS, say=bench.say)
    bench.say("all owners sign in")
    everywhere = [await _stand(port, shop, items=ITEMS_EACH) for shop in shops]
    here = [await _stand(port, big, items=SPREAD_ITEMS)]
    told = Told()

    async def buy(stands: list[Stand]) -> Round:
        return await bought(port, stands, lines=1, seconds=bench.pair_s, told=told)

    await interleaved(1, lambda _: buy(everywhere), lambda _: buy(here))
    many, spread = await interleaved(bench.pairs, lambda _: buy(everywhere), lambda _: buy(here))
    sides = Sides(f"{organizations} organizations", many, spread, "one with 1,000 items")
    return Outcome(
        [sides.orders(RATIO_MIN), sides.slowest(None)],
        await _audited(bench, [*shops, big], told),
    )


async def _stand(port: int, shop: SellingShop, *, items: int) -> Stand:
    async with http_client(port) as anonymous:
        return stand_of(shop, await token_of(shop.stall.merchant, anonymous), items=items)


async def _audited(bench: Bench, shops: list[SellingShop], told: Told) -> Audit:
    org_ids = [shop.org_id for shop in shops]
    counts = counts_of(
        await books_of(bench.settings, org_ids), placed=told.placed, lines=told.lines
    )
    return Audit(counts + await proven(bench, org_ids))


SELL_MANY = Shape(
    name="sell-many",
    story="64 buyers order in 200 organizations over HTTP, beside one with 1,000 items",
    budget=f"≥ {RATIO_MIN} × sell-spread",
    needs_database=True,
    run=run,
)
