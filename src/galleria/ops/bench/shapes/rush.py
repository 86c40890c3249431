"""100 units and 300 buyers at one instant, who then press "pay" again and again."""

from collections.abc import Sequence
from contextlib import ExitStack

import uvloop
from msgspec import Struct, field

from galleria.base.ids import new_id
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.client import HttpAnswer, http_client
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.organization import token_of
from galleria.ops.bench.selling.audit import proven
from galleria.ops.bench.selling.crowd import Answered, Asked, at_once, having
from galleria.ops.bench.selling.rush_books import RushBooks, rush_books
from galleria.ops.bench.selling.shop import SellingShop, open_shop
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench, Outcome, Shape

UNITS, CROWD = 100, 300
PAYERS, PRESSES = 10, 5
ANSWER_MS_MAX = 1_000.0
PROCESSES = (1, 2)


class Answers(Struct, frozen=True):
    """Of an order, what its buyer needs to pay it; of a refusal, its code."""

    order_id: str = ""
    code: str = ""


class Seen(Struct):
    """What everybody was told, over all rounds, and how long the slowest waited in each."""

    placed: int = 0
    sold_out: int = 0
    pressed: int = 0
    clean_presses: int = 0
    crowd_ms: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    presses_ms: dict[int, list[float]] = field(default_factory=dict[int, list[float]])


def run(bench: Bench) -> Outcome:
    """Serve the shop with two processes; a rush meets one of them, or both."""
    with ExitStack() as stack:
        ports = [stack.enter_context(served(bench.settings, with_worker=False)) for _ in PROCESSES]
        return uvloop.run(measured(bench, ports))


async def measured(bench: Bench, ports: Sequence[int]) -> Outcome:
    """Have a rush for another item each round."""
    rounds = (bench.pairs + 1) * len(PROCESSES)
    shop = await open_shop(bench.settings, products=rounds, units=UNITS, say=bench.say)
    async with http_client(ports[0]) as anonymous:
        rush = Rush(shop, await token_of(shop.stall.merchant, anonymous))
    for number in range(bench.pairs + 1):
        for processes in PROCESSES:
            await rush.round(number, processes, ports[:processes])
    items = shop.variants[: rush.rounds]
    orders = rush.rounds * UNITS
    books = await rush_books(bench.settings, shop.org_id, items=items, orders=orders)
    counts = _counts(rush.seen, books, rush.rounds)
    counts += await proven(bench, [shop.org_id])
    return Outcome(_measures(rush.seen), Audit(counts))


class Rush:
    """Rounds of a rush, each for an item that nobody has bought yet."""

    def __init__(self, shop: SellingShop, token: str) -> None:
        self._shop = shop
        self._token = token
        self.rounds = 0
        self.seen = Seen()

    async def round(self, number: int, processes: int, ports: Sequence[int]) -> None:
        """Have 300 order at once, and ten of those who got one pay at once, five times each."""
        variant = self._shop.variants[self.rounds]
        self.rounds += 1
        store = f"/api/v1/stores/{self._shop.stall.store_id}/orders"
        body = f'{{"lines":[{{"variant_id":"{variant}","units":1}}],"payment":"later"}}'.encode()
        crowd = [_asked(ports, it, store, body) for it in range(CROWD)]
        answered = await at_once(crowd, token=self._token)
        bought = [it.answer.json(Answers, status=201) for it in answered if _is_placed(it.answer)]
        self.seen.placed += len(bought)
        self.seen.sold_out += having(answered, _is_sold_out)
        presses = [
            _asked(ports, it, f"/api/v1/orders/{order.order_id}/payments", b'{"method":"manual"}')
            for it in range(PRESSES)
            for order in bought[:PAYERS]
        ]
        pressed = await at_once(presses, token=self._token)
        self.seen.pressed += len(pressed)
        self.seen.clean_presses += having(pressed, _is_clean_press)
        if number:  # The first round finds no connection open, and no plan made.
            self.seen.crowd_ms.setdefault(processes, []).append(_slowest(answered))
            self.seen.presses_ms.setdefault(processes, []).append(_slowest(pressed))


def _asked(ports: Sequence[int], number: int, path: str, body: bytes) -> Asked:
    return Asked(ports[number % len(ports)], path, str(new_id()), body)


def _is_placed(answer: HttpAnswer) -> bool:
    return answer.status == 201


def _is_sold_out(answer: HttpAnswer) -> bool:
    return answer.status == 409 and answer.json(Answers, status=409).code == "sold_out"


def _is_clean_press(answer: HttpAnswer) -> bool:
    # Paid by this press or by another one of the same buyer.
    if answer.status == 409:
        return answer.json(Answers, status=409).code == "order_not_payable"
    return answer.status == 201


def _slowest(answered: Sequence[Answered]) -> float:
    return max(it.took_ms for it in answered)


def _measures(seen: Seen) -> list[Measure]:
    return [
        Measure(name=name, unit="ms", figures=figures[processes], bound=ANSWER_MS_MAX)
        for processes in PROCESSES
        for name, figures in (
            (f"{CROWD} buyers, {processes} process(es), the last answer", seen.crowd_ms),
            (f"{PAYERS} pay {PRESSES} times, {processes} process(es), last", seen.presses_ms),
        )
    ]


def _counts(seen: Seen, books: RushBooks, rounds: int) -> list[Count]:
    units, paid = rounds * UNITS, rounds * PAYERS
    return [
        Count("orders answered", seen.placed, units),
        Count("clean refusals", seen.sold_out, rounds * (CROWD - UNITS)),
        Count("orders", books.orders, units),
        Count("numbers without a gap", books.numbers, units),
        Count("items sold out", books.emptied, rounds),
        Count("clean answers to a press", seen.clean_presses, seen.pressed),
        Count("payments", books.payments, paid),
        Count("orders paid once", books.paid_once, paid),
        Count("paid orders", books.paid_orders, paid),
        Count("units that left", books.sold_units, paid),
        Count("units held", books.held_by_counters, units - paid),
        Count("units of holds", books.held_by_holds, units - paid),
        Count("counters that equal their ledger", books.agreeing_rows, books.stock_rows),
    ]


RUSH = Shape(
    name="rush",
    story=f"{UNITS} units, {CROWD} buyers at one instant, then {PAYERS} pay {PRESSES} times each;"
    " 1 and 2 processes",
    budget=f"exactly {UNITS} orders, one payment an order, every answer ≤ {ANSWER_MS_MAX:.0f} ms",
    needs_database=True,
    run=run,
)
