"""Prices of 50,000 products change by one filter, beside psql with the same statements."""

import asyncio

import uvloop

from galleria.base.config import Settings
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.by_filter import (
    Changed,
    Waiting,
    asked,
    caught_transactions,
    changed_by_job,
    changed_by_psql,
    counted,
)
from galleria.ops.bench.clones import cloned
from galleria.ops.bench.mall import fill, open_stall
from galleria.ops.bench.measures import PAIRS_MIN, Measure
from galleria.ops.bench.replay import Sent, psql
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.bench.verifying import verified
from galleria.ops.database import login_urls, opened

PRODUCTS = 100_000
CHANGED = 50_000
RATIO_MIN = 0.7


class Ways:
    """The same change, done by its job and by psql, each in a copy of the database."""

    def __init__(self, settings: Settings, waiting: Waiting, products: int) -> None:
        self._settings = settings
        self._products = products
        self._waiting = waiting
        self._transactions: list[list[Sent]] = []
        self.counted: list[Changed] = []
        self.verified: list[Count] = []

    async def learn(self) -> int:
        """Do it once to know its statements, and return how many transactions it takes."""
        async with cloned(self._settings) as clone:
            self._transactions = await caught_transactions(clone, self._waiting)
            self.counted.append(await counted(clone, self._waiting))
            context = self._waiting.context
            self.verified += await verified(clone, context, documents=self._products)
        return len(self._transactions)

    async def ours(self, _number: int) -> float:
        """By the job."""
        async with cloned(self._settings) as clone:
            seconds = await changed_by_job(clone, self._waiting)
            self.counted.append(await counted(clone, self._waiting))
            return seconds

    async def limit(self, _number: int) -> float:
        """By psql."""
        async with cloned(self._settings) as clone:
            with psql(login_urls(clone)[0]) as session:
                seconds = await asyncio.to_thread(
                    changed_by_psql, session, self._waiting, self._transactions
                )
            self.counted.append(await counted(clone, self._waiting))
            return seconds


def run(bench: Bench) -> Outcome:
    """Change half of a shop's products."""
    return uvloop.run(measured(bench, products=PRODUCTS, changed=CHANGED))


async def measured(bench: Bench, *, products: int, changed: int) -> Outcome:
    """Measure pairs, each run in a copy of the database as it was before."""
    async with opened(bench.settings) as database:
        stall = await open_stall(database, products=products)
    await fill(bench.settings, stall, is_kept=False, say=bench.say)
    async with opened(bench.settings) as database:
        waiting = await asked(database, stall, products=changed)
    ways = Ways(bench.settings, waiting, products)
    transactions = await ways.learn()
    bench.say(f"{waiting.changed:,} products in {transactions} transactions; now the pairs")
    # Each needs two copies of the database: as few as can be judged.
    figures, limits = await interleaved(PAIRS_MIN, ways.ours, ways.limit)
    return _outcome(waiting, figures, limits, ways)


def _outcome(waiting: Waiting, figures: list[float], limits: list[float], ways: Ways) -> Outcome:
    counted = ways.counted
    expected = waiting.changed * len(counted)
    return Outcome(
        [
            Measure(
                name=f"{waiting.changed:,} products changed by a filter",
                unit="s",
                figures=figures,
                limits=limits,
                limit_name="psql",
                ratio_min=RATIO_MIN,
            ),
            Measure(
                name="that is",
                unit="rows/s",
                figures=[waiting.changed / seconds for seconds in figures],
                more_is_better=True,
            ),
        ],
        Audit(
            [
                Count("products' histories", sum(it.changes for it in counted), expected),
                Count(
                    "documents with the new price", sum(it.documents for it in counted), expected
                ),
                *ways.verified,
            ]
        ),
    )


BULK_PRICE = Shape(
    name="bulk-price",
    story="50,000 products of 100,000 get another price by a filter, beside psql's statements",
    budget=f"≥ {RATIO_MIN} × psql",
    needs_database=True,
    run=run,
)
