"""Workers for tests: quick to retry, to rescue and to give up."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.tx import reading, transaction
from galleria.engine.job_status import JobStatus, get_job, watch_job
from galleria.engine.jobs import Job, enqueue
from galleria.engine.runner import JobKind, Worker, WorkerSettings
from galleria.engine.storage import Storage

QUICK = WorkerSettings(
    concurrency=8,
    lease_s=1.5,
    heartbeat_s=0.3,
    poll_s=0.1,
    cancel_grace_s=0.3,
    drain_s=0.3,
    backoff_base_s=0.01,
)


def quiet() -> Log:
    return Log(io.StringIO())


@asynccontextmanager
async def working(
    database: Database, storage: Storage, *kinds: JobKind, **settings: Any
) -> AsyncIterator[Worker]:
    worker = Worker(
        database, storage, list(kinds), quiet(), msgspec.structs.replace(QUICK, **settings)
    )
    drain = asyncio.Event()
    task = asyncio.create_task(worker.run(drain))
    try:
        yield worker
    finally:
        drain.set()
        await task


async def asked(database: Database, context: Context, *jobs: Job, **when: Any) -> list[UUID]:
    async with transaction(database, context) as tx:
        return await enqueue(tx, list(jobs), **when)


async def status(database: Database, context: Context, job_id: UUID) -> JobStatus:
    async with reading(database, context) as tx:
        return await get_job(tx, job_id=job_id)


async def ended(database: Database, context: Context, job_id: UUID) -> JobStatus:
    """Wait until the job has ended, ten seconds at most."""
    async with asyncio.timeout(10):
        async for now in watch_job(database, context, job_id, asyncio.Event()):
            last = now
    return last


async def until(holds: Callable[[], Awaitable[bool]] | Callable[[], bool]) -> None:
    """Wait until it holds, ten seconds at most."""
    async with asyncio.timeout(10):
        while True:
            answer = holds()
            if answer is True or (not isinstance(answer, bool) and await answer):
                return
            await asyncio.sleep(0.02)
