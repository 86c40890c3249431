"""Typed doors to feed_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.context import ActorKind
from galleria.base.sql import platform_query, query
from galleria.base.tx import PlatformTx, ReadTx, Tx


class FeedEvent(Struct, frozen=True):
    """A fact as it was recorded. `position` is null for the moment before it has its place."""

    event_id: UUID
    position: int | None
    recorded_at: datetime
    type: str
    subject_id: UUID | None
    actor_kind: ActorKind
    actor_id: UUID | None
    request_id: str
    body: Raw


class MovedFeed(Struct, frozen=True):
    org_id: UUID
    last_position: int


@query
async def find_last_position(tx: ReadTx) -> int | None: ...


@query
async def feed_after(
    tx: ReadTx,
    *,
    after: int,
    up_to: int,
    patterns: list[str],
    recorded_from: datetime | None,
    recorded_until: datetime | None,
    limit: int,
) -> list[FeedEvent]: ...


@query
async def first_position_since(
    tx: ReadTx, *, since: datetime, since_id: UUID, looked_at: int
) -> int | None: ...


@query
async def last_position_until(
    tx: ReadTx, *, until: datetime, until_id: UUID, looked_at: int
) -> int | None: ...


@platform_query
async def moved_feeds(
    tx: PlatformTx, *, org_ids: list[UUID], positions: list[int]
) -> list[MovedFeed]: ...


@query
async def undelivered_events(
    tx: ReadTx, *, after: int, up_to: int, types: list[str], limit: int
) -> list[FeedEvent]: ...


@query
async def set_followed(tx: Tx, *, is_followed: bool) -> None: ...


@query
async def advance_delivery(tx: Tx, *, after: int, up_to: int) -> int | None: ...


@query
async def newest_events(
    tx: ReadTx,
    *,
    before: UUID | None,
    actor_id: UUID | None,
    type: str | None,
    recorded_from: datetime | None,
    recorded_until: datetime | None,
    limit: int,
) -> list[FeedEvent]: ...


@query
async def newest_events_of_subject(
    tx: ReadTx,
    *,
    subject_id: UUID,
    before: UUID | None,
    actor_id: UUID | None,
    type: str | None,
    recorded_from: datetime | None,
    recorded_until: datetime | None,
    limit: int,
) -> list[FeedEvent]: ...
