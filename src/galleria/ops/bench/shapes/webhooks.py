"""How fast events reach everybody who asked for them, though one of them never answers."""

import asyncio
import sys
import time
from typing import ClassVar
from uuid import UUID

import msgspec
import uvloop
from msgspec import Struct
from msgspec.structs import replace

from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.engine.events import Event, record
from galleria.engine.vault import open_vault
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.children import GALLERIA, child, environment_of, free_port
from galleria.ops.bench.client import HttpClient, http_client
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.organization import Merchant, new_merchant
from galleria.ops.bench.receiving import LISTENING, Arrival
from galleria.ops.bench.served import data_folder
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.database import opened
from galleria.webhooks import Installation, NewWebhookEndpoint, create_endpoint

ENDPOINTS = 10
BURST_EVENTS = 5_000
SMALL_BURST_EVENTS = 400
EVENTS_A_TRANSACTION = 100
PER_SECOND_MIN = 1_000
SLOWER_MAX = 1.1
STEADY_EVENTS_A_SECOND = 50
STEADY_S, QUICK_STEADY_S = 60, 20
FIRST_TRY_MS = 1_000
SHARE_MIN = 99.9
WITHIN_S = 180.0
LOOK_S = 0.1
# Every endpoint of the bench is signed for with the same keys, so that the receiver knows them.
# The shared secret, then the seed of the key pair.
KEYS = bytes(range(64))
SECRET_BYTES = 32
SAME_KEYS = "UPDATE webhook_endpoint SET keys = $2 WHERE org_id = $1 AND endpoint_id = $3"
SUCCEEDED = """
SELECT count(*) FROM delivery AS sent
JOIN webhook_endpoint USING (org_id, endpoint_id)
WHERE sent.org_id = $1 AND sent.state = 'succeeded' AND url NOT LIKE '%/silent/%'
"""


class BenchMade(Event, frozen=True, tag="bench.made"):
    """A fact the size of an order's."""

    subject_field: ClassVar[str | None] = "made_id"
    made_id: UUID
    number: int
    text: str = "A line of an order, and what it says of itself." * 8


class Shop(Struct, frozen=True):
    """A merchant, how many of its endpoints answer, and whether one more does not."""

    merchant: Merchant
    name: str
    answering: int


class Burst(Struct, frozen=True):
    """What reached those who answer: how much a second, and how late after its commit."""

    shop: Shop
    sent_ns: dict[str, int]
    arrivals: list[Arrival]

    @property
    def first(self) -> dict[tuple[str, str], Arrival]:
        """The first arrival of each event at each endpoint."""
        found: dict[tuple[str, str], Arrival] = {}
        for arrival in self.arrivals:
            found.setdefault((arrival.path, arrival.event_id), arrival)
        return found

    @property
    def per_second(self) -> float:
        first = self.first.values()
        took_ns = max(it.at_ns for it in first) - min(self.sent_ns.values())
        return len(first) / (took_ns / 1e9)

    @property
    def latencies_ms(self) -> list[float]:
        return [(it.at_ns - self.sent_ns[it.event_id]) / 1e6 for it in self.first.values()]

    @property
    def counts(self) -> list[Count]:
        expected = len(self.sent_ns) * self.shop.answering
        signed = sum(it.is_signed for it in self.first.values())
        return [
            Count("events at the endpoints that wanted them", len(self.first), expected),
            Count("of them rightly signed", signed, expected),
        ]


class Town:
    """The bench's merchants, the worker that sends, and the server that receives."""

    def __init__(self, settings: Settings, database: Database, receiver: HttpClient) -> None:
        self._settings = settings
        self._database = database
        self._receiver = receiver

    async def shop(self, receiver_port: int, *, answering: int, silent: int) -> Shop:
        """Open a merchant with endpoints that want every event of the bench."""
        merchant = await new_merchant(self._database)
        vault = open_vault(self._settings)
        names = [f"{merchant.slug}/{number}" for number in range(answering)]
        names += [f"silent/{merchant.slug}/{number}" for number in range(silent)]
        async with transaction(self._database, merchant.context) as tx:
            for name in names:
                url = f"http://127.0.0.1:{receiver_port}/{name}"
                body = NewWebhookEndpoint(url=url, types=["bench.*"])
                made = await create_endpoint(
                    tx, body=body, installation=Installation(vault, allow_private=True)
                )
                endpoint_id = made.endpoint.endpoint_id
                keys = vault.seal(KEYS, of=endpoint_id.bytes)
                await tx.connection.execute(SAME_KEYS, merchant.org_id, keys, endpoint_id)
        return Shop(merchant, merchant.slug, answering)

    async def burst(self, shop: Shop, events: int) -> Burst:
        """Record so many events as fast as can be, and wait until all have arrived."""
        sent_ns: dict[str, int] = {}
        for begin in range(0, events, EVENTS_A_TRANSACTION):
            await self._record(shop, min(EVENTS_A_TRANSACTION, events - begin), sent_ns)
        return await self._arrived(shop, sent_ns)

    async def steady(self, shop: Shop, seconds: float) -> Burst:
        """Record one event after the other, at a steady rate."""
        sent_ns: dict[str, int] = {}
        began = time.monotonic()
        for number in range(int(seconds * STEADY_EVENTS_A_SECOND)):
            left_s = began + number / STEADY_EVENTS_A_SECOND - time.monotonic()
            await asyncio.sleep(max(0.0, left_s))
            await self._record(shop, 1, sent_ns)
        return await self._arrived(shop, sent_ns)

    async def succeeded(self, shop: Shop) -> int:
        """Count the deliveries whose success was written down."""
        async with transaction(self._database, shop.merchant.context) as tx:
            return await tx.connection.fetchval(SUCCEEDED, shop.merchant.org_id)

    async def _record(self, shop: Shop, count: int, sent_ns: dict[str, int]) -> None:
        ids = [new_id() for _ in range(count)]
        made = [BenchMade(new_id(), number) for number in range(count)]
        async with transaction(self._database, shop.merchant.context) as tx:
            await record(tx, list(made), ids=ids)
        # From the commit on: before it, there is nothing to send.
        now = time.monotonic_ns()
        sent_ns.update({str(event_id): now for event_id in ids})

    async def _arrived(self, shop: Shop, sent_ns: dict[str, int]) -> Burst:
        expected = len(sent_ns) * shop.answering
        arrivals: list[Arrival] = []
        here: set[tuple[str, str]] = set()
        deadline = time.monotonic() + WITHIN_S
        while len(here) < expected and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_S)
            came = (await self._receiver.get("/report")).body
            # Of others, too: of a silent one of the round before.
            own = [
                it
                for it in msgspec.json.decode(came, type=list[Arrival])
                if it.path.startswith(f"/{shop.name}/") and it.event_id in sent_ns
            ]
            arrivals += own
            here.update((it.path, it.event_id) for it in own)
        return Burst(shop, sent_ns, arrivals)


def run(bench: Bench) -> Outcome:
    """Measure with the worker, the receiver and the database in processes of their own."""
    settings = replace(bench.settings, allow_private_targets=True)
    port = free_port()
    module = "galleria.ops.bench.receiving"
    serving = [sys.executable, "-m", module, str(port), KEYS[:SECRET_BYTES].hex()]
    with data_folder() as folder:
        environment = environment_of(settings, data=str(folder))
        with child(serving, {}) as receiver, child([*GALLERIA, "work"], environment):
            receiver.wait_until(lambda: LISTENING in receiver.said)
            return uvloop.run(_measured(bench, settings, port))


async def _measured(bench: Bench, settings: Settings, port: int) -> Outcome:
    async with opened(settings) as database, http_client(port) as receiver:
        town = Town(settings, database, receiver)
        whole = await town.shop(port, answering=ENDPOINTS - 1, silent=1)
        alone = await town.shop(port, answering=ENDPOINTS - 1, silent=0)
        await town.burst(alone, EVENTS_A_TRANSACTION)
        burst = await town.burst(whole, BURST_EVENTS)
        bench.say(f"a burst: {burst.per_second:,.0f} deliveries/s")
        seconds = QUICK_STEADY_S if bench.is_quick else STEADY_S
        steady = await town.steady(whole, seconds)
        bench.say(f"steady: the latest came after {max(steady.latencies_ms):,.0f} ms")
        beside, without = await interleaved(
            bench.pairs,
            lambda _: town.burst(whole, SMALL_BURST_EVENTS),
            lambda _: town.burst(alone, SMALL_BURST_EVENTS),
        )
        await asyncio.sleep(1.0)  # The last results are written a moment later.
        bursts = [burst, steady, *beside]
        expected = sum(len(it.sent_ns) for it in bursts) * whole.answering
        written = Count(
            "deliveries written down as accepted", await town.succeeded(whole), expected
        )
    return _outcome(burst, steady, beside, without, written)


def _outcome(
    burst: Burst, steady: Burst, beside: list[Burst], without: list[Burst], written: Count
) -> Outcome:
    measures = [_of_burst(burst), _of_steady(steady), _of_silence(beside, without)]
    every = [burst, steady, *beside, *without]
    summed = [
        Count(
            named[0].what,
            sum(count.counted for count in named),
            sum(count.expected for count in named),
        )
        for named in zip(*[it.counts for it in every], strict=True)
    ]
    again = sum(len(it.arrivals) - len(it.first) for it in every)
    ordered = sorted(steady.latencies_ms)
    half, nearly_all = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.999)]
    notes = [
        f"steady: p50 {half:.0f} ms, p99.9 {nearly_all:.0f} ms, most {ordered[-1]:.0f} ms"
        f" of {len(ordered):,}",
        f"{again} arrived more than once",
    ]
    return Outcome(measures, Audit([*summed, written]), notes)


def _of_burst(burst: Burst) -> Measure:
    return Measure(
        name=f"a burst of {BURST_EVENTS:,} events to {ENDPOINTS} endpoints, one silent",
        unit="deliveries/s",
        figures=[burst.per_second],
        more_is_better=True,
        is_once=True,
        bound=PER_SECOND_MIN,
    )


def _of_steady(steady: Burst) -> Measure:
    late = [ms for ms in steady.latencies_ms if ms > FIRST_TRY_MS]
    share = 100.0 * (1 - len(late) / len(steady.latencies_ms))
    return Measure(
        name=f"steady {STEADY_EVENTS_A_SECOND} events/s: first tries within 1 s",
        unit="%",
        figures=[share],
        more_is_better=True,
        is_once=True,
        bound=SHARE_MIN,
    )


def _of_silence(beside: list[Burst], without: list[Burst]) -> Measure:
    return Measure(
        name="a burst beside a silent endpoint",
        unit="deliveries/s",
        figures=[it.per_second for it in beside],
        limits=[it.per_second for it in without],
        limit_name="without it",
        more_is_better=True,
        ratio_min=1 / SLOWER_MAX,
    )


WEBHOOKS = Shape(
    name="webhooks",
    story="a burst and a steady stream of events to 10 endpoints, one of which never answers",
    budget=f"burst ≥ {PER_SECOND_MIN:,} deliveries/s; steady {SHARE_MIN} % of first tries ≤ 1 s; "
    f"a silent one slows the others ≤ {SLOWER_MAX} ×",
    needs_database=True,
    run=run,
)
