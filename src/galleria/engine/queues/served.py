"""A queue as whoever serves it sees it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from msgspec import Struct

from galleria.base.call import Services
from galleria.base.context import Context, Tier, system_context
from galleria.base.database import Database
from galleria.base.tx import ReadTx, Tx, reading, transaction
from galleria.engine.queues.queries import LeasedQueue


class Left(Struct, frozen=True):
    """How a queue is left: the next item is due in `next_s`, and nobody looks for `rest_s`.

    News ends neither; `failures` is told to whoever serves it next.
    """

    next_s: float | None = None
    rest_s: float | None = None
    failures: int = 0


class ServedQueue:
    """A queue under this process's lease."""

    def __init__(self, leased: LeasedQueue, database: Database, drain: asyncio.Event) -> None:
        self.org_id = leased.org_id
        self.queue_id = leased.queue_id
        self.failures = leased.failures
        self.drain = drain
        self._tier: Tier = leased.tier
        self._database = database
        # There is something new to look at; whoever looks says so before.
        self.has_news = False
        self.pulse = asyncio.Event()

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction for the queue's organization."""
        return transaction(self._database, self._context())

    def reading(self) -> AbstractAsyncContextManager[ReadTx]:
        """Open a transaction that only reads."""
        return reading(self._database, self._context())

    def tell(self) -> None:
        """Say that there is something new to look at."""
        self.has_news = True
        self.pulse.set()

    async def pulsed(self, within_s: float) -> None:
        """Wait until told something, or until `pulse` is set otherwise, or for so long."""
        try:
            async with asyncio.timeout(within_s):
                await self.pulse.wait()
        except TimeoutError:
            pass

    def _context(self) -> Context:
        return system_context(self.org_id, request_id=f"queue-{self.queue_id}", tier=self._tier)


# Serves a queue until it is empty, or has to rest, or `queue.drain` is set.
Server = Callable[[ServedQueue], Awaitable[Left]]


class QueueKind(Struct, frozen=True):
    """A kind of queue; `opened` lends what serves those of a process, from its services."""

    name: str
    opened: Callable[[Services], AbstractAsyncContextManager[Server]]
