"""Reads: imports, and how far they are."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog import MergeMode
from galleria.transfers.formats import FormatName
from galleria.transfers.outcome import Outcome
from galleria.transfers.queries import ImportRow, ImportState, find_import, imports_before

AFTER_ALL = UUID(int=2**128 - 1)


class Import(Struct, frozen=True):
    """A file and what became of its rows: `rows_kept` and `rows_refused` make `rows_read`.

    While it runs they count what is committed. `stopped` and `failed` leave what was counted in
    the catalog, up to `last_line`; the same file imported again finds those rows unchanged.
    `job_id` is null for an import from the command line, `catalog_id` once the catalog is gone.
    """

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
    outcome: Outcome
    failure: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ImportsQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Those of one catalog, or all."""

    catalog_id: Annotated[UUID | None, Meta(description="Only imports into this catalog.")] = None


class ImportPosition(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    before: UUID


async def list_imports(tx: ReadTx, *, query: ImportsQuery) -> Page[Import]:
    """List the organization's imports, newest first."""
    position = query.after(ImportPosition)
    rows = await imports_before(
        tx,
        before=position.before if position else AFTER_ALL,
        catalog_id=query.catalog_id,
        rows_max=query.limit + 1,
    )
    return page([_import(row) for row in rows], query.limit, _position)


async def read_import(tx: ReadTx, *, import_id: UUID) -> Import:
    """Return one import, with what became of its rows so far; NotFound."""
    row = await find_import(tx, import_id=import_id)
    if row is None:
        raise NotFound()
    return _import(row)


def _import(row: ImportRow) -> Import:
    fields: dict[str, Any] = msgspec.structs.asdict(row)
    fields["outcome"] = msgspec.json.decode(row.outcome, type=Outcome)
    return Import(**fields)


def _position(one: Import) -> ImportPosition:
    return ImportPosition(one.import_id)
