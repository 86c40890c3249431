"""Typed doors to lease_queries.sql."""

from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx
from galleria.engine.claim_queries import ClaimedJob


class HeldJob(Struct, frozen=True):
    job_id: UUID
    attempt: int
    cancel_requested: bool


@platform_query
async def renew_leases(
    tx: PlatformTx,
    *,
    worker_id: UUID,
    org_ids: list[UUID],
    job_ids: list[UUID],
    lease_s: float,
) -> list[HeldJob]: ...


@platform_query
async def cancel_requests(tx: PlatformTx, *, worker_id: UUID) -> list[UUID]: ...


@platform_query
async def write_progress(
    tx: PlatformTx,
    *,
    worker_id: UUID,
    org_ids: list[UUID],
    job_ids: list[UUID],
    attempts: list[int],
    done: list[int],
    totals: list[int | None],
    notes: list[str],
) -> None: ...


@platform_query
async def expired_organizations(tx: PlatformTx, *, limit: int) -> list[UUID]: ...


@platform_query
async def requeue_expired(tx: PlatformTx, *, organization_id: UUID, error: Raw) -> list[UUID]: ...


@platform_query
async def adopt_expired(
    tx: PlatformTx, *, organization_id: UUID, worker_id: UUID, lease_s: float, limit: int
) -> list[ClaimedJob]: ...
