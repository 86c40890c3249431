"""Typed doors to queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.catalog import MergeMode
from galleria.transfers.formats import FormatName

ImportState = Literal["waiting", "running", "completed", "stopped", "failed"]


class ImportRow(Struct, frozen=True):
    """An import as it is stored; `outcome` is an Outcome."""

    import_id: UUID
    catalog_id: UUID | None
    job_id: UUID | None
    name: str
    form: FormatName
    currency: str
    mode: MergeMode
    is_dry_run: bool
    size_bytes: int
    sha256: str
    state: ImportState
    rows_read: int
    rows_kept: int
    rows_refused: int
    last_line: int
    outcome: Raw
    failure: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class BegunImport(Struct, frozen=True):
    """What a run needs to know."""

    catalog_id: UUID | None
    form: FormatName
    currency: str
    mode: MergeMode
    archive_max: int | None
    is_dry_run: bool
    size_bytes: int


class EndedImport(Struct, frozen=True):
    """What an import came to; `outcome` is an Outcome."""

    catalog_id: UUID | None
    form: FormatName
    mode: MergeMode
    state: ImportState
    is_dry_run: bool
    rows_read: int
    rows_kept: int
    rows_refused: int
    outcome: Raw


class RecordedChange(Struct, frozen=True):
    """`changed` is a JSON list of fields; None for a move."""

    subject_id: UUID
    type: str
    changed: Raw | None


class StoresCatalog(Struct, frozen=True):
    slug: str
    catalog_id: UUID | None


@query
async def insert_import(
    tx: Tx,
    *,
    import_id: UUID,
    catalog_id: UUID | None,
    job_id: UUID | None,
    name: str,
    form: str,
    currency: str,
    mode: str,
    archive_max: int | None,
    is_dry_run: bool,
    size_bytes: int,
    sha256: str,
    now: datetime,
) -> None: ...


@query
async def find_import(tx: ReadTx, *, import_id: UUID) -> ImportRow | None: ...


@query
async def imports_before(
    tx: ReadTx, *, before: UUID, catalog_id: UUID | None, rows_max: int
) -> list[ImportRow]: ...


@query
async def begin_import(
    tx: Tx, *, import_id: UUID, run_id: UUID, now: datetime
) -> BegunImport | None: ...


@query
async def advance_import(
    tx: Tx,
    *,
    import_id: UUID,
    run_id: UUID,
    rows_read: int,
    rows_kept: int,
    rows_refused: int,
    last_line: int,
    outcome: Struct,
) -> UUID | None: ...


@query
async def end_import(
    tx: Tx,
    *,
    import_id: UUID,
    run_id: UUID,
    state: str,
    rows_read: int,
    rows_kept: int,
    rows_refused: int,
    last_line: int,
    outcome: Struct,
    failure: str | None,
    now: datetime,
) -> EndedImport | None: ...


@query
async def end_abandoned_import(
    tx: Tx, *, import_id: UUID, failure: str, now: datetime
) -> EndedImport | None: ...


@query
async def begin_chunk(tx: Tx) -> None: ...


@query
async def refresh_statistics(tx: Tx) -> None: ...


@query
async def changes_recorded(
    tx: ReadTx, *, subject_ids: list[UUID], versions: list[int]
) -> list[RecordedChange]: ...


@query
async def categories_called(
    tx: ReadTx, *, catalog_id: UUID, external_keys: list[str]
) -> list[str]: ...


@query
async def catalogs_called(tx: ReadTx, *, name: str) -> list[UUID]: ...


@query
async def catalog_of_store(tx: ReadTx, *, slug: str) -> StoresCatalog | None: ...
