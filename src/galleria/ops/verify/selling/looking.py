"""A reader beside the sellers: snapshot after snapshot is held against the laws."""

import asyncio
from contextlib import suppress

import asyncpg

from galleria.ops.migrator import administrator
from galleria.ops.verify.selling.history import audit

SNAPSHOT_S = 0.1
WRONG_MAX = 20


class Reader:
    """Counts the snapshots it saw, and keeps what it found wrong."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.snapshots = 0
        self.wrong: list[str] = []

    async def look(self, ends: asyncio.Event) -> None:
        """Look until it ends; while PostgreSQL is away, wait for it."""
        while not ends.is_set():
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._look_connected(ends)
            await asyncio.sleep(SNAPSHOT_S)

    async def _look_connected(self, ends: asyncio.Event) -> None:
        async with administrator(self._url) as connection:
            while not ends.is_set() and len(self.wrong) < WRONG_MAX:
                seen = await audit(connection)
                self.snapshots += 1
                self.wrong += [f"in a snapshot: {it}" for it in seen.violations[:3]]
                await asyncio.sleep(SNAPSHOT_S)
