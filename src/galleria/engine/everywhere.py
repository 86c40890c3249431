"""A chore of every organization: by the clock, as a job of each; nobody waits for others."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec
from msgspec import Raw

from galleria.base.database import Database
from galleria.base.tx import platform_transaction
from galleria.engine.chores import Chore
from galleria.engine.everywhere_queries import enqueue_for_each
from galleria.engine.jobs import JOBS_SIGNAL, Job, job_kind

EVERY = timedelta(days=1)


def daily(job: type[Job]) -> Chore:
    """Have each organization do the job once a day; it must bear to be done again, or late."""
    return Chore(job_kind(job), EVERY, _enqueuing(job))


def _enqueuing(job: type[Job]) -> Callable[[Database, datetime], Awaitable[None]]:
    async def enqueue_everywhere(database: Database, _now: datetime) -> None:
        async with platform_transaction(database) as tx:
            await enqueue_for_each(
                tx,
                kind=job_kind(job),
                payload=Raw(msgspec.json.encode(job())),
                priority=job.priority,
                attempts_max=job.attempts_max,
            )
            tx.signals.add(JOBS_SIGNAL)

    return enqueue_everywhere
