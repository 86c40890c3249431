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
        self._news = asyncio.Event()

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction for the queue's organization."""
        return transaction(self._database, self._context())

    def reading(self) -> AbstractAsyncContextManager[ReadTx]:
        """Open a transaction that only reads."""
        return reading(self._database, self._context())

    @property
    def has_news(self) -> bool:
        """Say whether there is news that nobody has looked at."""
        return self._news.is_set()

    def tell(self) -> None:
        """Say that there is something new to look at."""
        self._news.set()

    async def news(self, within_s: float) -> bool:
        """Wait for news; return False when none came in time."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    def _context(self) -> Context:
        return system_context(self.org_id, request_id=f"queue-{self.queue_id}", tier=self._tier)


# Serves a queue until it is empty, or has to rest, or `queue.drain` is set.
Server = Callable[[ServedQueue], Awaitable[Left]]


class QueueKind(Struct, frozen=True):
    """A kind of queue; `opened` lends what serves those of a process, from its services."""

    name: str
    opened: Callable[[Services], AbstractAsyncContextManager[Server]]
