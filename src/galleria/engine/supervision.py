"""Long work that outlives failures: it is started again, with backoff, until it is cancelled."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from galleria.base.database import connect
from galleria.base.log import Log
from galleria.base.pool import UNAVAILABLE, Connection
from galleria.base.refusals import Overloaded

BACKOFF_BASE_S = 0.1
BACKOFF_MAX_S = 5.0
STEADY_S = 10.0
ELECTION_S = 0.5


async def keep_running(name: str, work: Callable[[], Awaitable[None]], log: Log) -> None:
    """Run `work` for ever: a database that is away, or a bug, delays it but does not end it."""
    failures = 0
    while True:
        started = time.monotonic()
        try:
            await work()
            failures = 0
        except Exception as error:
            failures = 1 if time.monotonic() - started > STEADY_S else failures + 1
            _report(name, error, log)
            await asyncio.sleep(backoff_s(failures))


def backoff_s(
    failures: int, *, base_s: float = BACKOFF_BASE_S, max_s: float = BACKOFF_MAX_S
) -> float:
    """Return how long to wait after that many failures: exponential, with full jitter."""
    return random.uniform(0, min(max_s, base_s * 2 ** min(failures, 30)))


def is_unavailable(error: BaseException) -> bool:
    """Tell whether the database was away or busy: nothing is wrong with the work itself."""
    return isinstance(error, (Overloaded, *UNAVAILABLE))


@asynccontextmanager
async def own_connection(url: str) -> AsyncGenerator[Connection]:
    """Lend a connection that no pool knows; whatever it locked is free when this ends."""
    connection = await connect(url)
    try:
        yield connection
    finally:
        # Not a polite goodbye: the server may be gone, and nobody may wait for it.
        connection.terminate()


@asynccontextmanager
async def elected(url: str, office: int) -> AsyncGenerator[Connection]:
    """Wait until nobody else holds `office` in this database, then hold it until the end.

    The lock belongs to the connection: when this process dies, another is elected at once. It is
    tried for, not waited for: a waiting statement would hold back every VACUUM.
    """
    async with own_connection(url) as connection:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", office):  # noqa: ASYNC110  # Another process has it.
            await asyncio.sleep(ELECTION_S)
        yield connection


def _report(name: str, error: Exception, log: Log) -> None:
    if is_unavailable(error):
        log.write("engine.waiting", part=name, reason=repr(error))
    else:
        log.failure("engine.failed", error, part=name)
