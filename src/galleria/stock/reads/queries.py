"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.context import ActorKind
from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.stock.movements import MovementKind


class Stock(Struct, frozen=True):
    """A variant's units at a location. Without a product: it was deleted, its ledger stays.

    `on_hand_units` are free or held, less what is promised beyond them (`backordered_units`) or was
    sold offline beyond the books (`short_units`). Sold units are not on hand, shipped or not.
    """

    variant_id: UUID
    location_id: UUID
    location: str
    product_id: UUID | None
    catalog_id: UUID | None
    name: str | None
    sku: str | None
    option_values: list[str] | None
    on_hand_units: int
    free_units: int
    held_units: int
    backordered_units: int
    short_units: int
    is_low: bool
    updated_at: datetime


class LedgerLine(Struct, frozen=True):
    """A change of a number: by how much, to what (`balance_units`), why, for whom, by whom.

    The balance is free + held - backordered - short units after it.
    """

    movement_id: UUID
    recorded_at: datetime
    kind: MovementKind
    units: int
    balance_units: int
    reason: str
    order_id: UUID | None
    line_no: int | None
    actor_kind: ActorKind
    actor_id: UUID | None
    actor_name: str | None
    request_id: str


class LiveHold(Struct, frozen=True):
    """Units set aside for an order or a cart until `expires_at`."""

    hold_id: UUID
    units: int
    order_id: UUID | None
    line_no: int | None
    cart_id: UUID | None
    expires_at: datetime
    created_at: datetime


@query
async def stock_after(
    tx: ReadTx,
    *,
    after_variant: UUID,
    after_location: UUID,
    location_id: UUID | None,
    variant_ids: list[UUID] | None,
    is_low: bool,
    is_out: bool,
    is_owed: bool,
    rows_max: int,
) -> list[Stock]: ...


@query
async def variants_asked_for(
    tx: ReadTx, *, variant_id: UUID | None, product_id: UUID | None, sku: str | None
) -> list[UUID]: ...


@query
async def find_stock(tx: ReadTx, *, variant_id: UUID) -> list[Stock]: ...


@query
async def variant_is_there(tx: ReadTx, *, variant_id: UUID) -> bool: ...


@query
async def find_balance(tx: ReadTx, *, variant_id: UUID, location_id: UUID) -> int | None: ...


@query
async def movements_before(
    tx: ReadTx,
    *,
    variant_id: UUID,
    location_id: UUID,
    before: UUID | None,
    balance: int | None,
    rows_max: int,
) -> list[LedgerLine]: ...


@query
async def holds_after(
    tx: ReadTx, *, variant_id: UUID, location_id: UUID, after: UUID, rows_max: int
) -> list[LiveHold]: ...
