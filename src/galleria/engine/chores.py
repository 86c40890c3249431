"""Chores by the clock, done by one process of many: the one that is elected."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from galleria.base.database import Database
from galleria.base.log import Log
from galleria.engine.supervision import elected, keep_running

OFFICE = 0x67616C_02  # An advisory lock of this database.
LOOK_S = 5.0
RETRY_S = 60.0


class Chore(Struct, frozen=True):
    """Done when a process is elected, then `every` so often. It must bear to be done again."""

    name: str
    every: timedelta
    do: Callable[[Database, datetime], Awaitable[None]]


class Chores:
    """Stands for election in its database until cancelled; does the chores while elected."""

    def __init__(self, database: Database, chores: list[Chore], log: Log) -> None:
        self._database = database
        self._chores = chores
        self._log = log

    async def run(self) -> None:
        """Do the chores whenever elected, until cancelled."""
        await keep_running("chores", self._hold_office, self._log)

    async def _hold_office(self) -> None:
        due_at = dict.fromkeys((chore.name for chore in self._chores), 0.0)
        async with elected(self._database.direct_url, OFFICE) as connection:
            while True:
                for chore in self._chores:
                    if due_at[chore.name] <= time.monotonic():
                        due_at[chore.name] = time.monotonic() + await self._do(chore)
                await asyncio.sleep(LOOK_S)
                await connection.execute("SELECT 1")  # The office is lost with its connection.

    async def _do(self, chore: Chore) -> float:
        """Do it, and return in how many seconds again."""
        try:
            await chore.do(self._database, datetime.now(UTC))
        except Exception as error:
            self._log.failure("chore.failed", error, chore=chore.name)
            return min(RETRY_S, chore.every.total_seconds())
        return chore.every.total_seconds()
