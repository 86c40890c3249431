"""Typed doors to claim_queries.sql."""

from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.context import ActorKind, Tier
from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx


class ReadyOrganization(Struct, frozen=True):
    """`is_ours` is false while another worker takes jobs of it."""

    org_id: UUID
    is_ours: bool


class ClaimedJob(Struct, frozen=True):
    """A job that this worker has the lease of; `attempt` counts from 1."""

    org_id: UUID
    tier: Tier
    job_id: UUID
    kind: str
    payload: Raw
    attempt: int
    attempts_max: int
    actor_kind: ActorKind
    actor_id: UUID | None
    request_id: str
    cancel_requested: bool


class NextDue(Struct, frozen=True):
    """`due_s` is in seconds from now; None when no job is for later."""

    is_held_back: bool
    due_s: float | None


@platform_query
async def prepare_claim(tx: PlatformTx) -> str: ...


@platform_query
async def ready_organizations(
    tx: PlatformTx, *, after: UUID, running_max: int, kinds: list[str], limit: int
) -> list[ReadyOrganization]: ...


@platform_query
async def take_jobs(
    tx: PlatformTx,
    *,
    organization_id: UUID,
    kinds: list[str],
    wanted: int,
    running_max: int,
    worker_id: UUID,
    lease_s: float,
) -> list[ClaimedJob]: ...


@platform_query
async def next_due(tx: PlatformTx, *, kinds: list[str]) -> NextDue: ...
