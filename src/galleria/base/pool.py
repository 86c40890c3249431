"""Connections lent first come, first served; one that may not be clean is ended, never lent again.

Our own: the driver's pool makes a proxy and a task for every loan, a good part of a short read.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg

from galleria.base.refusals import Overloaded

if TYPE_CHECKING:
    Connection = asyncpg.Connection[Any]
else:
    Connection = asyncpg.Connection  # Generic in its stubs only.

ACQUIRE_TIMEOUT_S = 5.0
WAITING_MAX = 1_000
CLOSE_TIMEOUT_S = 10.0
# After either, a connection is replaced: what its server process has gathered is freed.
IDLE_S = 300.0
LOANS_MAX = 16_000
# Plans that are kept are made anew after so many loans: those of a table that was all but empty go
# by whatever index, and read every row of it once it has filled, until it is next analyzed.
REPLANNED_AFTER = frozenset({64, 256, 1_024, 4_096})
# Errors that mean "the database is not there just now", not "the statement is wrong".
UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    # What asyncpg raises when the server says good-bye between two statements.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)


class Pool:
    """At most so many connections, made when they are needed, and a fair, bounded queue (trap X25).

    Who comes while others wait, waits behind them. The connection used last is lent first, so that
    those a quiet time does not need grow old and are closed.
    """

    def __init__(self, connect: Callable[[], Awaitable[Connection]], connections_max: int) -> None:
        self._connect = connect
        self._connections_max = connections_max
        self._turn = asyncio.Semaphore(connections_max)
        self._waiting = 0
        self._loans: dict[Connection, int] = {}  # Of every open connection, how often it was lent.
        self._idle: deque[tuple[float, Connection]] = deque()  # Oldest first.
        self._loop = asyncio.get_running_loop()
        self._closing_idle: asyncio.TimerHandle | None = None
        self._is_closing = False

    async def take(self) -> Connection:
        """Return a connection for the caller alone, who gives it back whatever happens.

        `Overloaded` when the queue is full, the wait too long, or the database away.
        """
        if self._is_closing:
            raise Overloaded("The database is not available.", retry_after_s=2)
        if self._turn.locked():
            await self._wait_for_turn()
        else:
            await self._turn.acquire()  # At once: a timer would cost more than this does.
        try:
            return await self._idle_or_new()
        except BaseException:
            self._turn.release()
            raise

    def give_back(self, connection: Connection) -> None:
        """Keep the connection for the next, unless it is closed, worn, or in a transaction.

        Whoever leaves a statement unfinished terminates the connection before.
        """
        self._loans[connection] += 1
        is_worn = self._loans[connection] >= LOANS_MAX
        if is_worn or connection.is_closed() or connection.is_in_transaction():
            self._end(connection)
        else:
            self._idle.append((self._loop.time(), connection))
            if self._closing_idle is None:
                self._closing_idle = self._loop.call_later(IDLE_S, self._close_idle)
        self._turn.release()

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """Lend a connection outside any transaction; after an error nobody has it again."""
        connection = await self.take()
        try:
            yield connection
        except BaseException:
            connection.terminate()
            raise
        finally:
            self.give_back(connection)

    async def forget_statements(self) -> None:
        """Let every connection prepare its statements anew: the schema they knew has changed."""
        for connection in tuple(self._loans):
            if not connection.is_closed():
                await connection.reload_schema_state()

    async def close(self) -> None:
        """Lend no more, and close every connection, giving those in use ten seconds."""
        if self._is_closing:
            return
        self._is_closing = True
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                for _ in range(self._connections_max):
                    await self._turn.acquire()  # Whoever holds every turn knows that none is lent.
                closing = (connection.close() for connection in self._loans)
                await asyncio.gather(*closing, return_exceptions=True)
        except TimeoutError:
            for connection in self._loans:
                connection.terminate()
        if self._closing_idle is not None:
            self._closing_idle.cancel()

    async def _wait_for_turn(self) -> None:
        if self._waiting >= WAITING_MAX:
            raise Overloaded("Too many requests wait for the database.", retry_after_s=1)
        self._waiting += 1
        try:
            async with asyncio.timeout(ACQUIRE_TIMEOUT_S):
                await self._turn.acquire()
        except TimeoutError:
            raise Overloaded("The database is busy.", retry_after_s=1) from None
        finally:
            self._waiting -= 1

    async def _idle_or_new(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()[1]
            if not connection.is_closed() and await self._is_fit(connection):
                return connection
            self._end(connection)
        try:
            connection = await self._connect()
        except UNAVAILABLE as error:
            raise Overloaded("The database is not available.", retry_after_s=2) from error
        self._loans[connection] = 0
        return connection

    async def _is_fit(self, connection: Connection) -> bool:
        if self._loans[connection] not in REPLANNED_AFTER:
            return True
        try:
            await connection.execute("DISCARD PLANS")
        except UNAVAILABLE:
            return False
        except BaseException:
            self._end(connection)
            raise
        return True

    def _end(self, connection: Connection) -> None:
        del self._loans[connection]
        connection.terminate()

    def _close_idle(self) -> None:
        oldest = self._loop.time() - IDLE_S
        while self._idle and self._idle[0][0] <= oldest:
            self._end(self._idle.popleft()[1])
        self._closing_idle = None
        if self._idle:
            self._closing_idle = self._loop.call_at(self._idle[0][0] + IDLE_S, self._close_idle)
