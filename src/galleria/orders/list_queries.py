"""Typed doors to list_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.orders.rows import OrderHead
from galleria.orders.transitions import OrderState, PaymentState


class Spot(Struct, frozen=True):
    """An order's place in a list."""

    order_id: UUID
    placed_at: datetime
    serial: int


@query
async def newest_orders(
    tx: ReadTx,
    *,
    before: UUID,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_in_state(
    tx: ReadTx,
    *,
    before: UUID,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_not_paid(
    tx: ReadTx,
    *,
    before: UUID,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_of_store(
    tx: ReadTx,
    *,
    serial: int,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_placed_within(
    tx: ReadTx,
    *,
    before: UUID,
    placed_from: datetime,
    placed_until: datetime,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_of_customer(
    tx: ReadTx,
    *,
    before: UUID,
    placed_from: datetime,
    placed_until: datetime,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_of_shift(
    tx: ReadTx,
    *,
    before: UUID,
    placed_from: datetime,
    placed_until: datetime,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_of_till(
    tx: ReadTx,
    *,
    before: UUID,
    placed_from: datetime,
    placed_until: datetime,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_with_variants(
    tx: ReadTx,
    *,
    before: UUID,
    variant_ids: list[UUID],
    placed_from: datetime,
    placed_until: datetime,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def orders_with_number(
    tx: ReadTx,
    *,
    before: UUID,
    number: str,
    serials: list[int],
    variant_ids: list[UUID] | None,
    placed_from: datetime,
    placed_until: datetime,
    state: OrderState | None,
    payment_state: PaymentState | None,
    store_id: UUID | None,
    customer_id: UUID | None,
    till_id: UUID | None,
    shift_id: UUID | None,
    rows_max: int,
) -> list[Spot]: ...


@query
async def variants_of_product(tx: ReadTx, *, product_id: UUID) -> list[UUID]: ...


@query
async def heads_of(tx: ReadTx, *, order_ids: list[UUID]) -> list[OrderHead]: ...
