"""Pools that hand connections over first in, first out, and signals sent after a commit."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy
from msgspec import Raw, Struct

from galleria.base.refusals import Overloaded

if TYPE_CHECKING:
    Connection = PoolConnectionProxy[Any]
else:
    Connection = PoolConnectionProxy  # Generic in its stubs only.

ACQUIRE_TIMEOUT_S = 5.0
WAITING_MAX = 1_000
CONNECT_TIMEOUT_S = 3.0
COMMAND_TIMEOUT_S = 30.0
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
    """A bounded asyncpg pool with a fair, bounded queue in front (trap X25).

    asyncpg hands out connections last in, first out, and under saturation lets new arrivals pass
    waiters; the semaphore in front keeps arrival order.
    """

    def __init__(self, pool: "asyncpg.Pool[Any]", connections_max: int) -> None:
        self._pool = pool
        self._turn = asyncio.Semaphore(connections_max)
        self._waiting = 0

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """Lend a connection; `Overloaded` when the queue is full or the wait too long."""
        if self._turn.locked():
            await self._wait_for_turn()
        else:
            await self._turn.acquire()  # At once: a timer would cost more than this does.
        try:
            async with self._lent() as connection:
                yield connection
        finally:
            self._turn.release()

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

    @asynccontextmanager
    async def _lent(self) -> AsyncGenerator[Connection]:
        try:
            # One is free, by turn; making it has a timeout of its own.
            connection = await self._pool.acquire()
        except UNAVAILABLE as error:
            raise Overloaded("The database is not available.", retry_after_s=2) from error
        try:
            yield connection
        finally:
            # What was to be done is done or has failed by now: a connection that dies on its way
            # back is replaced, and changes no answer.
            with suppress(*UNAVAILABLE):
                await self._pool.release(connection)

    async def close(self) -> None:
        """Close every connection, giving those in use ten seconds."""
        try:
            async with asyncio.timeout(10):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()


class Signals:
    """Names announced after commits; listeners in this process run at once, and once a tick."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[set[str]], None]] = []

    def listen(self, listener: Callable[[set[str]], None]) -> None:
        """Call `listener` with the names of each commit that announced any."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[set[str]], None]) -> None:
        """Call `listener` no more."""
        self._listeners.remove(listener)

    def emit(self, names: set[str]) -> None:
        """Announce `names`."""
        if names:
            for listener in tuple(self._listeners):
                listener(names)


# What is done, in the same transaction, when a notice of this type is told (engine/notices.py).
Reactions = Mapping[type, Sequence[Callable[[Any, Any], Awaitable[None]]]]


class Database(Struct, frozen=True):
    """The two roles' pools: `app` sees one organization at a time, `platform` is for the engine.

    `direct_url` is the platform's, past any transaction pooler: for LISTEN and elections.
    `reactions` go with every transaction.
    """

    app: Pool
    platform: Pool
    signals: Signals
    app_url: str
    platform_url: str
    direct_url: str
    reactions: Reactions

    async def close(self) -> None:
        """Close both pools."""
        await asyncio.gather(self.app.close(), self.platform.close())


async def open_database(  # noqa: PLR0913  # house: a process says it once
    app_url: str,
    platform_url: str,
    *,
    reactions: Reactions,
    direct_url: str | None = None,
    app_connections: int = 16,
    platform_connections: int = 6,
) -> Database:
    """Open both pools; connections are made when they are first needed."""
    return Database(
        await _open_pool(app_url, app_connections),
        await _open_pool(platform_url, platform_connections),
        Signals(),
        app_url,
        platform_url,
        direct_url or platform_url,
        reactions,
    )


async def _open_pool(url: str, connections_max: int) -> Pool:
    pool = await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=connections_max,
        max_inactive_connection_lifetime=300,
        timeout=CONNECT_TIMEOUT_S,
        # Everything is LOCAL, so there is nothing to reset and a round trip to save.
        reset=_nothing,
        init=_json_as_raw,
        server_settings={"application_name": "galleria", "jit": "off"},
    )
    return Pool(pool, connections_max)


async def connect(url: str) -> Connection:
    """Open one connection outside the pools: for locks, leases, and LISTEN. Close it yourself.

    The server notices within half a minute when this machine is gone, and frees its locks.
    """
    connection = await asyncpg.connect(
        url,
        timeout=CONNECT_TIMEOUT_S,
        command_timeout=COMMAND_TIMEOUT_S,
        server_settings={
            "application_name": "galleria engine",
            "jit": "off",
            "tcp_keepalives_idle": "10",
            "tcp_keepalives_interval": "5",
            "tcp_keepalives_count": "3",
        },
    )
    await _json_as_raw(connection)
    return cast("Connection", connection)


async def _nothing(_connection: object) -> None:
    return


async def _json_as_raw(connection: "asyncpg.Connection[Any]") -> None:
    """Let jsonb travel as `msgspec.Raw`: it is passed on, not parsed and written again."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_to_jsonb, decoder=_from_jsonb, format="binary"
    )


def _to_jsonb(value: object) -> bytes:
    # The first byte is the version of jsonb's wire format.
    return b"\x01" + (bytes(value) if isinstance(value, Raw) else msgspec.json.encode(value))


def _from_jsonb(wire: bytes) -> Raw:
    return Raw(wire[1:])
