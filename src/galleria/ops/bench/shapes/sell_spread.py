"""64 buyers and 1,000 items: what a hot item costs, and what the lane is worth without one."""

from contextlib import ExitStack

import uvloop

from galleria.ops.bench.audit import Audit
from galleria.ops.bench.busy import Round
from galleria.ops.bench.client import http_client
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.organization import token_of
from galleria.ops.bench.selling.audit import books_of, counts_of, proven
from galleria.ops.bench.selling.buyers import Told, bought, stand_of
from galleria.ops.bench.selling.shop import SellingShop, open_shop
from galleria.ops.bench.selling.sides import Ports, Sides
from galleria.ops.bench.shape import Bench, Outcome, Shape

ITEMS = 1_000
HOT_RATIO_MIN = 0.7
FASTER_MIN = 2.0
# Which side: how many items, and whether the lane is on.
Side = tuple[int, bool]


def run(bench: Bench) -> Outcome:
    """Serve the shop with the lane and without."""
    with ExitStack() as stack:
        return uvloop.run(measured(bench, Ports(bench, stack), items=ITEMS))


async def measured(bench: Bench, ports: Ports, *, items: int) -> Outcome:
    """Measure one hot item, a thousand items, and these without the lane."""
    shop = await open_shop(bench.settings, products=items, say=bench.say)
    async with http_client(ports.on) as anonymous:
        token = await token_of(shop.stall.merchant, anonymous)
    sides = SpreadSides(bench, ports, shop, token)
    await sides.pair(0)
    sides.forget()
    for number in range(bench.pairs):
        await sides.pair(number)
        bench.say(f"{number + 1} of {bench.pairs} pairs")
    books = await books_of(bench.settings, [shop.org_id])
    counts = counts_of(books, placed=sides.told.placed, lines=sides.told.lines)
    counts += await proven(bench, [shop.org_id])
    return Outcome(sides.measures(), Audit(counts))


class SpreadSides:
    """The rounds of every side."""

    def __init__(self, bench: Bench, ports: Ports, shop: SellingShop, token: str) -> None:
        self._bench = bench
        self._ports = ports
        self._shop = shop
        self._token = token
        items = len(shop.variants)
        self._sides: list[Side] = [(1, True), (items, True), (items, False)]
        self._rounds: dict[Side, list[Round]] = {side: [] for side in self._sides}
        self.told = Told()

    async def pair(self, number: int) -> None:
        """Measure every side once, taking turns in going first."""
        for items, is_on in self._sides if number % 2 else reversed(self._sides):
            stand = stand_of(self._shop, self._token, items=items)
            port = self._ports.on if is_on else self._ports.off
            seconds = self._bench.pair_s
            found = await bought(port, [stand], lines=1, seconds=seconds, told=self.told)
            self._rounds[items, is_on].append(found)

    def forget(self) -> None:
        """Forget the rounds so far: they warmed up."""
        for rounds in self._rounds.values():
            rounds.clear()

    def measures(self) -> list[Measure]:
        """Return what each came to, with its budget."""
        hot, spread, off = self._rounds.values()
        name = f"{len(self._shop.variants):,} items"
        worth = Sides(name, spread, off, "lane off")
        return [
            worth.orders(FASTER_MIN),
            worth.slowest(None),
            Sides("one item", hot, spread, name).orders(HOT_RATIO_MIN),
        ]


SELL_SPREAD = Shape(
    name="sell-spread",
    story="64 buyers order one of 1,000 items over HTTP, beside the lane off, and one hot item",
    budget=f"≥ {FASTER_MIN:.0f} × the lane off, and a hot item ≥ {HOT_RATIO_MIN} × as many",
    needs_database=True,
    run=run,
)
