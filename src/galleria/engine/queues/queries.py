"""Typed doors to queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.context import Tier
from galleria.base.sql import platform_query, query
from galleria.base.tx import PlatformTx, Tx


class QueueName(Struct, frozen=True):
    org_id: UUID
    queue_id: UUID


class LeasedQueue(Struct, frozen=True):
    """`failures` is what whoever served it before left behind."""

    org_id: UUID
    queue_id: UUID
    tier: Tier
    failures: int


@query
async def insert_queue(tx: Tx, *, queue_id: UUID, kind: str) -> None: ...


@query
async def delete_queue(tx: Tx, *, queue_id: UUID) -> None: ...


@query
async def set_due(tx: Tx, *, queue_ids: list[UUID], ends_rest: bool) -> None: ...


@platform_query
async def take_own_news(tx: PlatformTx, *, worker_id: UUID, kind: str) -> list[QueueName]: ...


@platform_query
async def lease_queues(
    tx: PlatformTx, *, worker_id: UUID, kind: str, lease_s: float, limit: int
) -> list[LeasedQueue]: ...


@platform_query
async def renew_queues(
    tx: PlatformTx,
    *,
    worker_id: UUID,
    org_ids: list[UUID],
    queue_ids: list[UUID],
    lease_s: float,
) -> list[QueueName]: ...


@platform_query
async def release_queue(  # house: a column each
    tx: PlatformTx,
    *,
    worker_id: UUID,
    owner_id: UUID,
    queue_id: UUID,
    failures: int,
    next_s: float | None,
    rest_s: float | None,
) -> None: ...
