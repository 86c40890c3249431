"""Jobs that only say when they started, and the worker that does them.

`python -m galleria.ops.bench.pings` works as a process of its own until stopped, with its settings
in the environment.
"""

import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import ClassVar
from uuid import UUID

import uvloop
from msgspec import Struct
from msgspec.structs import replace

from galleria.app import REACTIONS, WORK
from galleria.base.config import Settings, load_settings
from galleria.base.log import Log
from galleria.engine.events import Event, record
from galleria.engine.jobs import Job
from galleria.engine.runner import JobRun, job
from galleria.process import Parts, open_parts, working, working_until_stopped

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


WITH_PINGS = replace(WORK, jobs=[*WORK.jobs, job(Ping, pong)])


@asynccontextmanager
async def parts_of(settings: Settings, *, with_worker: bool) -> AsyncGenerator[Parts]:
    """Open what a serving process opens; with the worker, jobs are done beside, as on a laptop."""
    async with open_parts(settings, Log(sys.stderr), REACTIONS) as parts:
        if not with_worker:
            yield parts
            return
        async with working(parts, WITH_PINGS):
            yield parts


async def work() -> None:
    """Work until SIGTERM, as `galleria work` does."""
    async with open_parts(load_settings(), Log(sys.stderr), REACTIONS) as parts:
        print(WORKING, file=sys.stderr, flush=True)
        await working_until_stopped(parts, WITH_PINGS)


if __name__ == "__main__":
    uvloop.run(work())
