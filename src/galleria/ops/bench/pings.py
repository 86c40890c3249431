"""Jobs that only say when they started, and the worker that does them.

`python -m galleria.ops.bench.pings` works as a process of its own until stopped, with its settings
in the environment.
"""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import ClassVar
from uuid import UUID

import uvloop
from msgspec import Struct

from galleria.base.config import Settings, load_settings
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.engine.events import Event, record
from galleria.engine.jobs import Job
from galleria.engine.runner import JobRun, Worker, WorkerSettings, job
from galleria.engine.storage import open_storage
from galleria.engine.wakeup import Wakeup
from galleria.ops.database import opened

WORKING = "working"


class Ping(Job, frozen=True, tag="bench.ping"):
    """Sent at `sent_ns` of the machine's monotonic clock, which all of its processes share."""

    sent_ns: int


class Pong(Struct, frozen=True):
    """How long it was from before the enqueueing transaction to the handler's first line."""

    latency_ns: int


class Ponged(Event, frozen=True, tag="bench.ponged"):
    """The effect of a ping: there has to be exactly one."""

    subject_field: ClassVar[str | None] = "job_id"

    job_id: UUID


async def pong(run: JobRun, ping: Ping) -> None:
    """Note when it started; the effect and the end commit together."""
    started = Pong(time.monotonic_ns() - ping.sent_ns)
    async with run.transaction() as tx:
        await record(tx, [Ponged(run.job_id)])
        await run.finish(tx, started)


@asynccontextmanager
async def worker(settings: Settings, database: Database) -> AsyncGenerator[None]:
    """Do pings in this process while inside, with the product's settings for workers."""
    drain, log = asyncio.Event(), Log()
    working = Worker(
        database,
        open_storage(settings),
        [job(Ping, pong)],
        log,
        WorkerSettings(concurrency=settings.job_concurrency),
    )
    task = asyncio.create_task(working.run(drain))
    try:
        yield
    finally:
        drain.set()
        await task


@asynccontextmanager
async def wakeups(database: Database) -> AsyncGenerator[None]:
    """Pass signals on to other processes, and theirs to this one, while inside."""
    task = asyncio.create_task(Wakeup(database, Log()).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def work() -> None:
    """Work until SIGTERM."""
    settings, stopped = load_settings(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stopped.set)
    async with opened(settings) as database, wakeups(database), worker(settings, database):
        print(WORKING, file=sys.stderr, flush=True)
        await stopped.wait()


if __name__ == "__main__":
    uvloop.run(work())
