"""Typed doors to outcome_queries.sql."""

from uuid import UUID

from msgspec import Raw

from galleria.base.sql import platform_query, query
from galleria.base.tx import PlatformTx, Tx


@query
async def end_job(
    tx: Tx,
    *,
    job_id: UUID,
    worker_id: UUID,
    attempt: int,
    state: str,
    result: Raw | None,
    error: Raw | None,
    done: int | None,
    total: int | None,
    note: str | None,
) -> UUID | None: ...


@platform_query
async def complete_jobs(
    tx: PlatformTx,
    *,
    organization_id: UUID,
    worker_id: UUID,
    job_ids: list[UUID],
    attempts: list[int],
    results: list[Raw | None],
    done: list[int | None],
    totals: list[int | None],
    notes: list[str | None],
) -> list[UUID]: ...


@platform_query
async def requeue_job(
    tx: PlatformTx,
    *,
    organization_id: UUID,
    job_id: UUID,
    worker_id: UUID,
    attempt: int,
    spent: int,
    delay_s: float,
    error: Raw | None,
) -> UUID | None: ...
