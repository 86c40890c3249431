"""Typed doors to change_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.context import ActorKind
from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx

ChangeState = Literal["waiting", "running", "completed", "stopped", "failed"]


class BulkChangeRow(Struct, frozen=True):
    """A change by filter, or the undoing of one, and how far it is."""

    event_id: UUID
    catalog_id: UUID
    undoes: UUID | None
    filter: Raw
    change: Raw
    state: ChangeState
    job_id: UUID | None
    looked_at_up_to: UUID
    up_to: UUID
    expected: int
    matched: int
    changed: int
    skipped: int
    failure: str | None
    actor_kind: ActorKind
    actor_id: UUID | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class FirstChange(Struct, frozen=True):
    product_id: UUID
    name: str
    before: Raw
    after: Raw


@query
async def insert_bulk_change(
    tx: Tx,
    *,
    event_id: UUID,
    catalog_id: UUID,
    undoes: UUID | None,
    filter: Raw,
    change: Raw,
    state: ChangeState,
    job_id: UUID | None,
    looked_at_up_to: UUID,
    up_to: UUID,
    expected: int,
    matched: int,
    changed: int,
    skipped: int,
    actor_kind: str,
    actor_id: UUID | None,
    now: datetime,
    ended_at: datetime | None,
) -> None: ...


@query
async def begin_bulk_change(
    tx: Tx, *, event_id: UUID, run_id: UUID, now: datetime
) -> BulkChangeRow | None: ...


@query
async def advance_bulk_change(
    tx: Tx,
    *,
    event_id: UUID,
    run_id: UUID,
    looked_at_up_to: UUID,
    matched: int,
    changed: int,
    skipped: int,
) -> UUID | None: ...


@query
async def end_bulk_change(
    tx: Tx, *, event_id: UUID, state: ChangeState | None, failure: str | None, now: datetime
) -> BulkChangeRow | None: ...


@query
async def find_bulk_change(
    tx: ReadTx, *, catalog_id: UUID, event_id: UUID
) -> BulkChangeRow | None: ...


@query
async def bulk_changes_before(
    tx: ReadTx, *, catalog_id: UUID, before: UUID, rows_max: int
) -> list[BulkChangeRow]: ...


@query
async def first_changes(
    tx: ReadTx, *, event_id: UUID, since: datetime, rows_max: int
) -> list[FirstChange]: ...
