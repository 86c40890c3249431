"""Typed doors to job_status_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx

JobState = Literal["queued", "running", "completed", "failed", "cancelled"]


class JobRow(Struct, frozen=True):
    """A job, whichever table it is in."""

    job_id: UUID
    kind: str
    state: JobState
    attempt: int
    attempts_max: int | None
    progress_done: int
    progress_total: int | None
    progress_note: str
    result: Raw | None
    error: Raw | None
    created_at: datetime
    run_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None


@query
async def job_by_id(tx: ReadTx, *, job_id: UUID) -> JobRow | None: ...


@query
async def newest_jobs(
    tx: ReadTx, *, before: UUID | None, kind: str | None, state: JobState | None, limit: int
) -> list[JobRow]: ...


@query
async def cancel_waiting(tx: Tx, *, job_id: UUID) -> UUID | None: ...


@query
async def ask_to_cancel(tx: Tx, *, job_id: UUID) -> UUID | None: ...
