"""A change of many products by their filter, done piece by piece: by its job, or by psql.

Both begin with the same database, in which the change waits to be done: nobody works there, so it
is done when it is measured, and a copy of the database for each run makes every run the first.
"""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast
from uuid import UUID

from msgspec import Struct

from galleria.base.config import Settings
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import Tx, reading, transaction
from galleria.catalog import (
    BulkEdit,
    ChangeByFilter,
    ChangeManyProducts,
    PriceChange,
    PriceEnding,
    ProductFilter,
    change_many_products,
    change_products_by_filter,
)
from galleria.engine.run import JobRun
from galleria.ops.bench.logins import entering
from galleria.ops.bench.mall import Stall
from galleria.ops.bench.replay import Psql, Sent, caught
from galleria.ops.database import opened
from galleria.ops.import_run import CommandRun, Show

PERCENT = "-10"
ENDING = PriceEnding(ends_with_minor=99, of_minor=100)

# Where as many products as are wanted cost at least as much.
PRICE_AT = """
SELECT min(price_minor)
FROM (
    SELECT max(price_minor) AS price_minor
    FROM variant
    WHERE org_id = $1
    GROUP BY product_id
    ORDER BY max(price_minor) DESC
    LIMIT $2
) AS dearest
"""
COUNT_CHANGES = "SELECT count(*) FROM product_change WHERE org_id = $1 AND event_id = $2"
# What shoppers see is what the tables say.
COUNT_DOCUMENTS = """
SELECT count(*)
FROM product_change
JOIN listing
    ON listing.org_id = product_change.org_id AND listing.product_id = product_change.product_id
CROSS JOIN LATERAL (
    SELECT min(variant.price_minor) AS price_minor
    FROM variant
    WHERE variant.org_id = listing.org_id AND variant.product_id = listing.product_id
) AS sold
WHERE
    product_change.org_id = $1
    AND product_change.event_id = $2
    AND listing.price_minor = sold.price_minor
    AND (listing.document::jsonb ->> 'price_min_minor')::bigint = sold.price_minor
"""


class Waiting(Struct, frozen=True):
    """A change that was asked for, and how many products it is to change."""

    context: Context
    event_id: UUID
    changed: int


class Changed(Struct, frozen=True):
    """What one run left, as the database tells."""

    changes: int
    documents: int


async def asked(database: Database, stall: Stall, *, products: int) -> Waiting:
    """Ask for ten percent off what costs most: so many products, or more that cost the same."""
    context = stall.merchant.context
    async with transaction(database, context) as tx:
        price = await tx.connection.fetchval(PRICE_AT, stall.org_id, products)
        body = ChangeByFilter(
            filter=ProductFilter(price_min_minor=price),
            change=BulkEdit(price=PriceChange(percent=PERCENT, round_to=ENDING)),
        )
        outcome = await change_products_by_filter(tx, catalog_id=stall.catalog_id, body=body)
    assert outcome.state == "waiting"
    assert outcome.event_id is not None
    return Waiting(context, outcome.event_id, outcome.changed)


async def changed_by_job(settings: Settings, waiting: Waiting) -> float:
    """Do it as the job does, and return the seconds."""
    async with opened(settings) as database:
        run = _FirstRun(database, waiting.context, _silently)
        # A first connection is no part of the work: workers have theirs.
        async with run.transaction():
            pass
        began = time.perf_counter()
        await _do(run, waiting)
        return time.perf_counter() - began


async def caught_transactions(settings: Settings, waiting: Waiting) -> list[list[Sent]]:
    """Do it and return what was sent, a list for each transaction."""
    async with opened(settings) as database:
        run = _CatchingRun(database, waiting.context, _silently)
        await _do(run, waiting)
        return run.sent


def changed_by_psql(session: Psql, waiting: Waiting, transactions: list[list[Sent]]) -> float:
    """Send the same again, and return the seconds."""
    begin = entering(waiting.context)
    return sum(session.replay(begin, sent) for sent in transactions) / 1000


async def counted(settings: Settings, waiting: Waiting) -> Changed:
    """Count what a run changed, and which documents say so."""
    wanted = (waiting.context.org_id, waiting.event_id)
    async with opened(settings) as database, reading(database, waiting.context) as tx:
        return Changed(
            await tx.connection.fetchval(COUNT_CHANGES, *wanted),
            await tx.connection.fetchval(COUNT_DOCUMENTS, *wanted),
        )


async def _do(run: "_FirstRun", waiting: Waiting) -> None:
    # Of a run, the change uses what the command's has, too.
    result = await change_many_products(cast("JobRun", run), ChangeManyProducts(waiting.event_id))
    assert result is not None
    assert result.changed == waiting.changed


class _FirstRun(CommandRun):
    """A command's run has no attempts; this one is the job's first."""

    attempt = 1


class _CatchingRun(_FirstRun):
    """Keeps what each of its transactions sends."""

    def __init__(self, database: Database, context: Context, show: Show) -> None:
        super().__init__(database, context, show)
        self.sent: list[list[Sent]] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Tx]:
        async with super().transaction() as tx:
            async with caught(tx) as sent:
                yield tx
            self.sent.append(sent)


def _silently(_done: int, _total: int | None, _note: str) -> None:
    return
