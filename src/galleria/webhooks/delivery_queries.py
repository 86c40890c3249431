"""Typed doors to delivery_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.webhooks.rows import DeliveryState


class DeliveryRow(Struct, frozen=True):
    endpoint_id: UUID
    event_id: UUID
    recorded_at: datetime
    type: str
    state: DeliveryState
    attempt: int
    due_at: datetime | None
    tries: Raw


class EventKey(Struct, frozen=True):
    event_id: UUID
    recorded_at: datetime


@query
async def fan_out_window(tx: Tx, *, after: int, up_to: int, ping: str) -> list[UUID]: ...


@query
async def find_delivery(tx: ReadTx, *, endpoint_id: UUID, event_id: UUID) -> DeliveryRow | None: ...


@query
async def deliveries_of_event(
    tx: ReadTx, *, event_id: UUID, rows_max: int
) -> list[DeliveryRow]: ...


@query
async def newest_deliveries(
    tx: ReadTx,
    *,
    endpoint_id: UUID,
    before: UUID | None,
    state: str | None,
    type: str | None,
    rows_max: int,
) -> list[DeliveryRow]: ...


@query
async def newest_failed_deliveries(
    tx: ReadTx,
    *,
    endpoint_id: UUID,
    before: UUID | None,
    type: str | None,
    rows_max: int,
) -> list[DeliveryRow]: ...


@query
async def send_again(tx: Tx, *, endpoint_id: UUID, event_id: UUID) -> DeliveryRow | None: ...


@query
async def events_to_replay(
    tx: ReadTx,
    *,
    endpoint_id: UUID,
    after: UUID,
    since: datetime,
    until: datetime,
    ping: str,
    patterns: list[str],
    limit: int,
) -> list[EventKey]: ...


@query
async def replay_events(
    tx: Tx,
    *,
    endpoint_id: UUID,
    event_ids: list[UUID],
    recorded_ats: list[datetime],
    only_failed: bool,
) -> list[UUID]: ...
