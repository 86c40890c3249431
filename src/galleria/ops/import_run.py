"""How a command runs an import: in its own transactions, with nobody behind it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import Tx, transaction

Show = Callable[[int, int | None, str], object]


class CommandRun:
    """A command's way to run an import: no job, and Ctrl-C stops it between two chunks."""

    def __init__(self, database: Database, context: Context, show: Show) -> None:
        self.context = context
        self.cancelled = False
        self.show = show
        self._database = database

    def stop(self) -> None:
        """Ask the import to stop."""
        self.cancelled = True

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction for the organization; its `now` is now."""
        return transaction(self._database, replace(self.context, now=datetime.now(UTC)))

    async def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Show how far it is."""
        self.show(done, total, note)

    async def finish(self, tx: Tx, result: Struct | None = None) -> None:
        """Do nothing more: no job waits for the end."""
