"""Typed doors to shelf_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class LockedCount(Struct, frozen=True):
    """Counters under their lock; without a location: the variant has none yet."""

    variant_id: UUID
    location_id: UUID | None
    free: int
    held: int
    backordered: int
    shortfall: int
    is_low: bool
    owed_max: int
    low_at: int | None
    is_counted: bool
    turns_at: int


@query
async def lock_counts(tx: Tx, *, variant_ids: list[UUID]) -> list[LockedCount]: ...


@query
async def read_counts(tx: ReadTx, *, variant_ids: list[UUID]) -> list[LockedCount]: ...


@query
async def write_counts(
    tx: Tx,
    *,
    variant_ids: list[UUID],
    location_ids: list[UUID],
    free: list[int],
    held: list[int],
    backordered: list[int],
    shortfall: list[int],
    is_low: list[bool],
    movement_ids: list[UUID],
    moved_variant_ids: list[UUID],
    moved_location_ids: list[UUID],
    kinds: list[str],
    units: list[int],
    reasons: list[str],
    order_ids: list[UUID | None],
    line_nos: list[int | None],
    actor_kinds: list[str],
    actor_ids: list[UUID | None],
    request_ids: list[str],
    hold_ids: list[UUID | None],
    held_variant_ids: list[UUID],
    held_location_ids: list[UUID],
    held_units: list[int],
    held_order_ids: list[UUID | None],
    held_line_nos: list[int | None],
    held_cart_ids: list[UUID | None],
    expires_at: list[datetime],
    ended_hold_ids: list[UUID],
) -> None: ...


@query
async def write_sold(
    tx: Tx,
    *,
    variant_ids: list[UUID],
    location_ids: list[UUID],
    free: list[int],
    held: list[int],
    backordered: list[int],
    shortfall: list[int],
    is_low: list[bool],
    movement_ids: list[UUID],
    moved_variant_ids: list[UUID],
    moved_location_ids: list[UUID],
    kinds: list[str],
    units: list[int],
    reasons: list[str],
    order_ids: list[UUID | None],
    line_nos: list[int | None],
    actor_kinds: list[str],
    actor_ids: list[UUID | None],
    request_ids: list[str],
) -> None: ...


@query
async def insert_counts(
    tx: Tx,
    *,
    variant_ids: list[UUID],
    location_ids: list[UUID],
    free: list[int],
    held: list[int],
    backordered: list[int],
    shortfall: list[int],
    is_low: list[bool],
) -> None: ...
