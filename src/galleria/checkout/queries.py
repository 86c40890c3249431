"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.checkout.rows import CartRow


class Available(Struct, frozen=True):
    """How many units could be sold now; `units` None: any number."""

    variant_id: UUID
    units: int | None


class LockedCart(CartRow, frozen=True):
    """A cart under its lock; `cart_hold_s` above 0: the store sets its units aside."""

    cart_hold_s: int


class CartToOrder(CartRow, frozen=True):
    """A cart under its lock, with what says who may check it out, and whether it must be sent."""

    secret_hash: bytes | None
    store_ships: bool


class PaymentSeen(Struct, frozen=True):
    """A payment of an order, as its shopper may see it."""

    payment_id: UUID
    method: str
    state: str
    amount_minor: int
    refunded_minor: int
    currency: str
    action: Raw | None
    failure_code: str | None
    failure_detail: str | None
    created_at: datetime


class ShippingRow(Struct, frozen=True):
    code: str
    name: str
    countries: list[str]
    price_minor: int
    free_from_minor: int | None
    is_pickup: bool


@query
async def insert_cart(
    tx: Tx,
    *,
    cart_id: UUID,
    secret_hash: bytes | None,
    store_id: UUID,
    customer_id: UUID | None,
    now: datetime,
) -> CartRow | None: ...


@query
async def open_cart_of_customer(
    tx: ReadTx, *, store_id: UUID, customer_id: UUID
) -> UUID | None: ...


@query
async def find_cart(
    tx: ReadTx,
    *,
    cart_id: UUID,
    store_id: UUID,
    secret_hash: bytes | None,
    customer_id: UUID | None,
) -> CartRow | None: ...


@query
async def lock_cart(
    tx: Tx,
    *,
    cart_id: UUID,
    store_id: UUID,
    secret_hash: bytes | None,
    customer_id: UUID | None,
) -> LockedCart | None: ...


@query
async def lock_carts(
    tx: Tx,
    *,
    cart_ids: list[UUID],
    secret_hashes: list[bytes | None],
    store_ids: list[UUID],
    customer_ids: list[UUID | None],
) -> list[CartToOrder]: ...


@query
async def set_lines(
    tx: Tx, *, cart_id: UUID, lines: Raw, held_until: datetime | None, now: datetime
) -> CartRow: ...


@query
async def change_open_cart(
    tx: Tx,
    *,
    changes: Raw,
    cart_id: UUID,
    store_id: UUID,
    secret_hash: bytes | None,
    customer_id: UUID | None,
    if_match: int | None,
    now: datetime,
) -> CartRow | None: ...


@query
async def give_to_customer(
    tx: Tx, *, cart_id: UUID, customer_id: UUID, now: datetime
) -> CartRow: ...


@query
async def delete_cart(tx: Tx, *, cart_id: UUID) -> None: ...


@query
async def mark_ordered(
    tx: Tx, *, cart_ids: list[UUID], order_ids: list[UUID], now: datetime
) -> None: ...


@query
async def available_units(
    tx: ReadTx, *, store_id: UUID, variant_ids: list[UUID]
) -> list[Available]: ...


@query
async def shipping_to(tx: ReadTx, *, store_id: UUID, country: str) -> list[ShippingRow]: ...


@query
async def last_payment(tx: ReadTx, *, order_id: UUID) -> PaymentSeen | None: ...


@query
async def old_carts(
    tx: Tx, *, before: UUID, unused_since: datetime, rows_max: int
) -> list[UUID]: ...


@query
async def delete_carts(tx: Tx, *, cart_ids: list[UUID]) -> None: ...
