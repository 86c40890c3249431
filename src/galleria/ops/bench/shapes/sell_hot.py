"""64 buyers want the same item: the lane beside a row lock a request, and a bare UPDATE's floor."""

from contextlib import ExitStack

import uvloop

from galleria.ops.bench.audit import Audit
from galleria.ops.bench.busy import Round
from galleria.ops.bench.client import http_client
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.organization import token_of
from galleria.ops.bench.pgbench import Pgbench
from galleria.ops.bench.selling.audit import books_of, counts_of, proven
from galleria.ops.bench.selling.buyers import Stand, Told, bought, stand_of
from galleria.ops.bench.selling.floor import bare_updates
from galleria.ops.bench.selling.shop import SellingShop, open_shop
from galleria.ops.bench.selling.sides import FASTER_MIN, P99_RATIO_MIN, Ports, Sides
from galleria.ops.bench.shape import Bench, Outcome, Shape

PRODUCTS = 100
LINES = (1, 3)
FLOOR_RATIO_MIN = 0.2


def run(bench: Bench) -> Outcome:
    """Serve the shop with the lane and without, and have it stormed."""
    with ExitStack() as stack:
        return uvloop.run(measured(bench, Ports(bench, stack)))


async def measured(bench: Bench, ports: Ports) -> Outcome:
    """Measure orders of one line and of three, with the lane, without it, and the floor."""
    shop = await open_shop(bench.settings, products=PRODUCTS, say=bench.say)
    async with http_client(ports.on) as anonymous:
        token = await token_of(shop.stall.merchant, anonymous)
    storm = Storm(bench, ports, shop, token)
    for lines in LINES:
        await storm.warm_up(lines)
    for number in range(bench.pairs):
        await storm.pair(number)
        bench.say(f"{number + 1} of {bench.pairs} pairs")
    books = await books_of(bench.settings, [shop.org_id])
    counts = counts_of(books, placed=storm.told.placed, lines=storm.told.lines)
    counts += await proven(bench, [shop.org_id])
    return Outcome(storm.measures(), Audit(counts))


class Storm:
    """Its rounds, by how many lines an order has and whether the lane is on."""

    def __init__(self, bench: Bench, ports: Ports, shop: SellingShop, token: str) -> None:
        self._bench = bench
        self._ports = ports
        self._shop = shop
        self._token = token
        self._rounds: dict[tuple[int, bool], list[Round]] = {}
        self._floor: list[Pgbench] = []
        self.told = Told()

    async def warm_up(self, lines: int) -> None:
        """Let every connection settle on its plans."""
        for is_on in (True, False):
            await self._bought(lines, is_on, self._bench.pair_s / 2)

    async def pair(self, number: int) -> None:
        """Measure every side once, taking turns in going first."""
        sides = [(lines, is_on) for lines in LINES for is_on in (True, False)]
        for lines, is_on in sides if number % 2 else reversed(sides):
            told = await self._bought(lines, is_on, self._bench.pair_s)
            self._rounds.setdefault((lines, is_on), []).append(told)
        floor = await bare_updates(self._bench.settings, self._shop, seconds=self._bench.pair_s)
        self._floor.append(floor)

    def measures(self) -> list[Measure]:
        """Return what each came to, with its budget."""
        found: list[Measure] = []
        for lines in LINES:
            name = "one item" if lines == 1 else f"{lines} items"
            on, off = self._rounds[lines, True], self._rounds[lines, False]
            sides = Sides(name, on, off, "lane off")
            found += [sides.orders(FASTER_MIN), sides.slowest(P99_RATIO_MIN)]
        without = self._rounds[1, False]
        floor = Measure(
            name="one item, lane off",
            unit="/s",
            figures=[it.per_second for it in without],
            limits=[it.per_second for it in self._floor],
            limit_name="pgbench, a bare UPDATE",
            more_is_better=True,
            ratio_min=FLOOR_RATIO_MIN,
        )
        return [*found, floor]

    async def _bought(self, lines: int, is_on: bool, seconds: float) -> Round:
        # As many items as an order has lines: all of them are hot.
        stand: Stand = stand_of(self._shop, self._token, items=lines)
        port = self._ports.on if is_on else self._ports.off
        return await bought(port, [stand], lines=lines, seconds=seconds, told=self.told)


SELL_HOT = Shape(
    name="sell-hot",
    story="64 buyers order the same item over HTTP, one line and three, beside the lane off",
    budget=f"≥ {FASTER_MIN:.0f} × orders/s and p99 ≤ 1/{P99_RATIO_MIN:.0f} of the lane off, "
    f"itself ≥ {FLOOR_RATIO_MIN} × a bare UPDATE",
    needs_database=True,
    run=run,
)
