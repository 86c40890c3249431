"""What the planner knows of the catalog's tables, kept up beside an import."""

import asyncio
from types import TracebackType

from galleria.transfers.queries import refresh_statistics
from galleria.transfers.work import Work


class Statistics:
    """Analyses the tables that have doubled, on a connection of its own, while chunks go on.

    Chunks would do it themselves before they write; they leave it to whoever is at it already.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
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

    def follow(self) -> None:
        """Look after a chunk whether there is anything to do."""
        if self._refreshing is not None:
            if not self._refreshing.done():
                return
            self._refreshing.result()
        self._refreshing = asyncio.create_task(self._refresh())

    async def _refresh(self) -> None:
        async with self._work.transaction() as tx:
            await refresh_statistics(tx)
