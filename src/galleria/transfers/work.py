"""What an import needs of whoever runs it: a worker, or the command line."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Context
from galleria.base.tx import Tx
from galleria.catalog import Merge, MergeMode, NewCatalog
from galleria.transfers.formats import FormatName
from galleria.transfers.outcome import Outcome


class Work(Protocol):
    """A job's run is one. `cancelled` turns true when the import is asked to stop."""

    context: Context
    cancelled: bool

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction for the import's organization."""
        ...

    async def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far it is, in bytes of the file."""
        ...

    async def finish(self, tx: Tx, result: Struct | None = None) -> None:
        """Complete the work in the transaction that says it is completed."""
        ...


class Task(Struct, frozen=True):
    """One run of an import. `run_id` is its own: two runs never count for each other.

    The event that stands for all its changes has the id of the import: a run after a crash goes on
    with the history of the one before it.
    """

    import_id: UUID
    run_id: UUID
    catalog_id: UUID | None
    form: FormatName
    currency: str
    mode: MergeMode
    archive_max: int | None
    is_dry_run: bool
    size_bytes: int

    def merge(self, catalog_id: UUID) -> Merge:
        """Return how its products are merged into a catalog."""
        return Merge(catalog_id, self.mode, self.import_id)


class Desk(Struct, frozen=True):
    """Where a run works: the file it reads, and a folder for the files it writes.

    `unmade` is the catalog that a dry run imagines, when there is none yet. Who `is_eager` takes
    both cores; others leave one to shoppers, whose lists would take four times as long meanwhile.
    """

    file: Path
    folder: Path
    unmade: NewCatalog | None = None
    is_eager: bool = False


class ImportResult(Struct, frozen=True):
    """What a finished import came to."""

    import_id: UUID
    rows_read: int
    rows_kept: int
    rows_refused: int
    outcome: Outcome


class Stopped(Exception):
    """The import was asked to stop, and did, between two chunks."""


class Superseded(Exception):
    """Another run of the same import goes on with it."""
