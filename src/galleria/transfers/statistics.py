"""What the planner knows of the catalog's tables, kept up beside an import."""

import asyncio
from types import TracebackType

from galleria.transfers.queries import refresh_statistics
from galleria.transfers.work import Work

# What was planned for small tables is planned anew each time they have grown by as much again.
GROWTH = 3
# The first time it is waited for: until then every plan is one for empty tables.
WAITED_FOR_MAX = 5_000


class Statistics:
    """Refreshes the statistics of growing tables, later on while the import goes on."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._refresh_at = 1
        self._refreshing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Statistics":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._refreshing is not None:
            await asyncio.wait({self._refreshing})
            if kind is None:
                self._refreshing.result()

    async def follow(self, things_written: int) -> None:
        """Refresh where the tables have grown enough since the last time."""
        if self._refreshing is not None and self._refreshing.done():
            self._refreshing.result()
            self._refreshing = None
        if things_written < self._refresh_at or self._refreshing is not None:
            return
        self._refresh_at = GROWTH * things_written
        self._refreshing = asyncio.create_task(self._refresh())
        if things_written <= WAITED_FOR_MAX:
            await self._refreshing

    async def _refresh(self) -> None:
        async with self._work.transaction() as tx:
            await refresh_statistics(tx)
