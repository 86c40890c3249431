"""Products that are shown from an instant on: said to everybody once, when it has come.

Shoppers see them then without it: the read model compares the instant when it is read.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from galleria.base.tx import Tx
from galleria.catalog.events import ProductPublished
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.products.publish_queries import products_due
from galleria.catalog.queries import lock_catalog
from galleria.engine.events import record
from galleria.engine.jobs import Job, enqueue
from galleria.engine.notices import tell
from galleria.engine.run import JobRun

DUE_PER_JOB = 200  # Within the bytes of a job's payload.


class Due(Struct, frozen=True):
    product_id: UUID
    publish_at: datetime


class PublishDue(Job, frozen=True, tag="catalog.publish_due"):
    """Starts at the first instant of `due`; what is due later is asked for again."""

    attempts_max: ClassVar[int] = 20
    priority: ClassVar[int] = 20

    catalog_id: UUID
    due: list[Due]


async def publish_later(tx: Tx, *, catalog_id: UUID, due: list[Due]) -> None:
    """Have it said of these products when they are shown: 1 statement, any number; or none."""
    if not due:
        return
    ordered = sorted(due, key=lambda one: one.publish_at)
    jobs: list[Job] = [
        PublishDue(catalog_id, ordered[start : start + DUE_PER_JOB])
        for start in range(0, len(ordered), DUE_PER_JOB)
    ]
    await enqueue(tx, jobs, run_at=ordered[0].publish_at)


async def publish_due(run: JobRun, job: PublishDue) -> None:
    """Record that the products are shown now, if they still are to be; each instant once."""
    async with run.transaction() as tx:
        now = tx.context.now
        # With the lock: what a writer changes at this moment is seen as it will be.
        if await lock_catalog(tx, catalog_id=job.catalog_id, plan_cache_mode="auto"):
            await _publish(tx, job.catalog_id, [one for one in job.due if one.publish_at <= now])
            later = [one for one in job.due if one.publish_at > now]
            await publish_later(tx, catalog_id=job.catalog_id, due=later)
        await run.finish(tx)


async def _publish(tx: Tx, catalog_id: UUID, due: list[Due]) -> None:
    products = await products_due(
        tx,
        catalog_id=catalog_id,
        product_ids=[one.product_id for one in due],
        publish_ats=[one.publish_at for one in due],
    )
    if not products:
        return
    await record(tx, [ProductPublished(row.product_id, catalog_id, row.name) for row in products])
    await tell(tx, ProductsWritten(catalog_id, [row.product_id for row in products]))
