"""Lists of orders, the newest first; every filter is served by an index."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.tx import ReadTx
from galleria.orders.list_queries import (
    Spot,
    heads_of,
    newest_orders,
    orders_in_state,
    orders_not_paid,
    orders_of_customer,
    orders_of_shift,
    orders_of_store,
    orders_of_till,
    orders_placed_within,
    orders_with_number,
    orders_with_variants,
    variants_of_product,
)
from galleria.orders.read import SERIAL_MAX, serials_of
from galleria.orders.rows import OrderHead
from galleria.orders.transitions import OrderState, PaymentState

BEFORE_ALL = UUID(int=0)
AFTER_ALL = UUID(int=2**128 - 1)
EVER_BEFORE = datetime(1, 1, 1, tzinfo=UTC)
EVER_AFTER = datetime(9999, 1, 1, tzinfo=UTC)

Moment = Annotated[datetime, Meta(tz=True)]
OrderNumber = Annotated[
    str, Meta(min_length=1, max_length=40, description="With the store's prefix or without.")
]


class OrderQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every filter given must hold."""

    state: OrderState | None = None
    payment_state: PaymentState | None = None
    store_id: UUID | None = None
    customer_id: UUID | None = None
    number: OrderNumber | None = None
    product_id: Annotated[UUID, Meta(description="With one of its variants.")] | None = None
    variant_id: UUID | None = None
    till_id: UUID | None = None
    shift_id: UUID | None = None
    placed_from: Annotated[Moment, Meta(description="Placed then or later.")] | None = None
    placed_until: Annotated[Moment, Meta(description="Placed before.")] | None = None


class OrderPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended."""

    before: UUID = AFTER_ALL
    placed_at: datetime = EVER_AFTER
    serial: int = SERIAL_MAX

    @property
    def in_time(self) -> tuple[datetime, UUID]:
        """Where that is in a list by when they were placed."""
        return (self.placed_at, self.before)


async def list_orders(tx: ReadTx, *, query: OrderQuery) -> Page[OrderHead]:
    """Return a page of orders without their lines. 2 statements, 3 for those with a product."""
    position = query.after(OrderPosition) or OrderPosition()
    spots = await spots_of(tx, query, position, query.limit + 1)
    shown = page(spots, query.limit, position_of)
    return Page(await heads_in_order(tx, shown.items), shown.next_cursor)


async def spots_of(
    tx: ReadTx, wanted: OrderQuery, position: OrderPosition, rows_max: int
) -> list[Spot]:
    """Return the places of orders behind `position`, by the index of the narrowest filter."""
    filters = _filters(wanted, rows_max)
    before = position.before
    variant_ids = await _variants(tx, wanted)
    if wanted.number is not None:
        filters |= {"number": wanted.number, "serials": serials_of(wanted.number)}
        return await orders_with_number(tx, before=before, variant_ids=variant_ids, **filters)
    if variant_ids is not None:
        return await orders_with_variants(tx, before=before, variant_ids=variant_ids, **filters)
    for column, statement in _BY_COLUMN:
        if filters[column] is not None:
            return await statement(tx, before=before, **filters)
    if wanted.placed_from is not None or wanted.placed_until is not None:
        until, before = min((filters.pop("placed_until"), BEFORE_ALL), position.in_time)
        return await orders_placed_within(tx, before=before, placed_until=until, **filters)
    del filters["placed_from"], filters["placed_until"]
    return await _by_state(tx, position, filters)


async def heads_in_order(tx: ReadTx, spots: list[Spot]) -> list[OrderHead]:
    """Return the orders at these places, in their order; 1 statement, or none."""
    order_ids = [spot.order_id for spot in spots]
    heads = await heads_of(tx, order_ids=order_ids) if spots else []
    by_id = {head.order_id: head for head in heads}
    return [by_id[order_id] for order_id in order_ids if order_id in by_id]


def position_of(spot: Spot) -> OrderPosition:
    """Return where a list goes on behind this order."""
    return OrderPosition(spot.order_id, spot.placed_at, spot.serial)


_BY_COLUMN = (
    ("customer_id", orders_of_customer),
    ("shift_id", orders_of_shift),
    ("till_id", orders_of_till),
)
# Most orders are in one of these: that they are is no filter to begin with.
_USUAL = ("delivered",)


async def _by_state(tx: ReadTx, position: OrderPosition, filters: dict[str, Any]) -> list[Spot]:
    before, state, payment = position.before, filters["state"], filters["payment_state"]
    if payment not in (None, "paid"):
        return await orders_not_paid(tx, before=before, **filters)
    if state is not None and not (state in _USUAL and filters["store_id"] is not None):
        return await orders_in_state(tx, before=before, **filters)
    if filters["store_id"] is not None:
        return await orders_of_store(tx, serial=position.serial, **filters)
    return await newest_orders(tx, before=before, **filters)


async def _variants(tx: ReadTx, wanted: OrderQuery) -> list[UUID] | None:
    if wanted.product_id is None:
        return None if wanted.variant_id is None else [wanted.variant_id]
    variant_ids = await variants_of_product(tx, product_id=wanted.product_id)
    return [it for it in variant_ids if wanted.variant_id in (None, it)]


def _filters(wanted: OrderQuery, rows_max: int) -> dict[str, Any]:
    return {
        "placed_from": wanted.placed_from or EVER_BEFORE,
        "placed_until": wanted.placed_until or EVER_AFTER,
        "state": wanted.state,
        "payment_state": wanted.payment_state,
        "store_id": wanted.store_id,
        "customer_id": wanted.customer_id,
        "till_id": wanted.till_id,
        "shift_id": wanted.shift_id,
        "rows_max": rows_max,
    }
