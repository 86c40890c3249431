"""The database of a process: a pool for each role, and signals sent after a commit."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import asyncpg
import asyncpg.protocol.protocol as driver
import msgspec
from msgspec import Raw, Struct

from galleria.base.pool import Connection, Pool

CONNECT_TIMEOUT_S = 3.0
# Buying alone uses about 70; the driver's own limit of 100 would have them parsed again and again.
STATEMENTS_KEPT = 256
COMMAND_TIMEOUT_S = 30.0

# The driver asks of each element of an array whether it is an array itself, and asks abstract
# classes: a third of what sending a batch takes. Ours are lists, which it learns at once.
for kind in ("IterableABC", "SizedABC"):
    if hasattr(driver, kind):
        setattr(driver, kind, (list, tuple))


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
        Pool(partial(_connected, app_url), app_connections),
        Pool(partial(_connected, platform_url), platform_connections),
        Signals(),
        app_url,
        platform_url,
        direct_url or platform_url,
        reactions,
    )


async def connect(url: str) -> Connection:
    """Open one connection outside the pools: for locks, leases, and LISTEN. Close it yourself.

    The server notices within half a minute when this machine is gone, and frees its locks.
    """
    return await _connected(
        url,
        command_timeout_s=COMMAND_TIMEOUT_S,
        application_name="galleria engine",
        tcp_keepalives_idle="10",
        tcp_keepalives_interval="5",
        tcp_keepalives_count="3",
    )


async def _connected(
    url: str,
    *,
    command_timeout_s: float | None = None,
    application_name: str = "galleria",
    **server_settings: str,
) -> Connection:
    connection = await asyncpg.connect(
        url,
        timeout=CONNECT_TIMEOUT_S,
        command_timeout=command_timeout_s,
        statement_cache_size=STATEMENTS_KEPT,
        server_settings={"application_name": application_name, "jit": "off", **server_settings},
    )
    try:
        # jsonb travels as `msgspec.Raw`: it is passed on, not parsed and written again.
        await connection.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=_to_jsonb, decoder=_from_jsonb, format="binary"
        )
    except BaseException:
        connection.terminate()
        raise
    return connection


def _to_jsonb(value: object) -> bytes:
    # The first byte is the version of jsonb's wire format.
    return b"\x01" + (bytes(value) if isinstance(value, Raw) else msgspec.json.encode(value))


def _from_jsonb(wire: bytes) -> Raw:
    return Raw(wire[1:])
