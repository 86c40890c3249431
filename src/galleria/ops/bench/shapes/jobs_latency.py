"""How soon a job starts after it was asked for, when a worker has nothing else to do."""

import asyncio
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

import uvloop
from msgspec import Struct
from msgspec.structs import replace

from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.tx import reading, transaction
from galleria.engine.jobs import enqueue
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.children import child, environment_of
from galleria.ops.bench.measures import Measure, percentile
from galleria.ops.bench.organization import Merchant, new_merchant
from galleria.ops.bench.pings import WORKING, Ping, parts_of
from galleria.ops.bench.shape import Bench, Outcome, Shape

P50_MS_MAX = 20.0
P99_MS_MAX = 100.0
SAMPLES = 100  # A round; five rounds are the least.
# Between jobs, so that the worker is idle; at random, so that no poll falls into step with us.
GAP_S = (0.01, 0.04)
# Now and then it has been idle for longer than it sleeps between polls.
LONG_GAP_EVERY = 50
LONG_GAP_S = 1.2
DONE_WITHIN_S = 30.0
POLL_S = 0.05

LATENCIES = """
SELECT (result ->> 'latency_ns')::bigint
FROM job_done
WHERE org_id = $1 AND job_id = ANY($2::uuid[]) AND state = 'completed' AND attempt = 1
"""
COUNT_EFFECTS = """
SELECT count(*), count(DISTINCT subject_id)
FROM event
WHERE org_id = $1 AND type = 'bench.ponged' AND subject_id = ANY($2::uuid[])
"""


class Round(Struct, frozen=True):
    """One round's latencies, and how many effects its jobs had."""

    latencies_ms: list[float]
    sent: int
    effects: int
    with_effect: int


def run(bench: Bench) -> Outcome:
    """Measure with the worker in the process that enqueues, and with one in a process apart."""
    folder = Path(tempfile.mkdtemp(prefix="galleria-bench-"))
    settings = replace(bench.settings, data=folder)
    try:
        inside = uvloop.run(_measured(bench, settings, with_worker=True))
        command = [sys.executable, "-m", "galleria.ops.bench.pings"]
        with child(command, environment_of(settings)) as apart:
            apart.wait_until(lambda: WORKING in apart.said)
            outside = uvloop.run(_measured(bench, settings, with_worker=False))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _outcome(inside, outside)


async def _measured(bench: Bench, settings: Settings, *, with_worker: bool) -> list[Round]:
    async with parts_of(settings, with_worker=with_worker) as parts:
        return await _rounds(bench, parts.database)


async def _rounds(bench: Bench, database: Database) -> list[Round]:
    merchant = await new_merchant(database)
    await _round(database, merchant, 10)
    rounds = [await _round(database, merchant, SAMPLES) for _ in range(bench.pairs)]
    bench.say(f"{sum(it.sent for it in rounds)} jobs sent")
    return rounds


async def _round(database: Database, merchant: Merchant, samples: int) -> Round:
    sent: list[UUID] = []
    for number in range(1, samples + 1):
        is_long = number % LONG_GAP_EVERY == 0
        await asyncio.sleep(LONG_GAP_S if is_long else random.uniform(*GAP_S))
        ping = Ping(time.monotonic_ns())
        async with transaction(database, merchant.context) as tx:
            sent += await enqueue(tx, [ping])
    return await _ended(database, merchant, sent)


async def _ended(database: Database, merchant: Merchant, sent: list[UUID]) -> Round:
    async with asyncio.timeout(DONE_WITHIN_S):
        while True:
            async with reading(database, merchant.context) as tx:
                rows = await tx.connection.fetch(LATENCIES, merchant.org_id, sent)
                effects = await tx.connection.fetchrow(COUNT_EFFECTS, merchant.org_id, sent)
            assert effects is not None
            if len(rows) >= len(sent):
                return Round([row[0] / 1e6 for row in rows], len(sent), *effects)
            await asyncio.sleep(POLL_S)


def _outcome(inside: list[Round], outside: list[Round]) -> Outcome:
    everything = inside + outside
    sent = sum(it.sent for it in everything)
    return Outcome(
        [
            _percentile("worker in the same process, p50", inside, 50, P50_MS_MAX),
            _percentile("worker in the same process, p99", inside, 99, P99_MS_MAX),
            _percentile("worker in a process apart, p50", outside, 50, P50_MS_MAX),
            _percentile("worker in a process apart, p99", outside, 99, P99_MS_MAX),
        ],
        Audit(
            [
                Count("jobs done at the first attempt", _done(everything), sent),
                Count("jobs with an effect", sum(it.with_effect for it in everything), sent),
                Count("effects", sum(it.effects for it in everything), sent),
            ]
        ),
        [f"{_done(inside)} and {_done(outside)} samples, {SAMPLES} a round"],
    )


def _done(rounds: list[Round]) -> int:
    return sum(len(it.latencies_ms) for it in rounds)


def _percentile(name: str, rounds: list[Round], percent: int, bound: float) -> Measure:
    figures = [percentile(it.latencies_ms, percent) for it in rounds]
    return Measure(name=name, unit="ms", figures=figures, bound=bound)


JOBS_LATENCY = Shape(
    name="jobs-latency",
    story="from before a job is enqueued to its handler's first line, one worker idle",
    budget=f"p50 ≤ {P50_MS_MAX:.0f} ms, p99 ≤ {P99_MS_MAX:.0f} ms",
    needs_database=True,
    run=run,
)
