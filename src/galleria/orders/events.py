"""Facts about orders that are placed; each is about an order, by its id."""

from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from galleria.engine.events import Event
from galleria.orders.rows import OrderSource
from galleria.orders.transitions import OrderState


class PlacedLine(Struct, frozen=True):
    """What was ordered; the price is a unit's."""

    line_no: int
    product_id: UUID
    variant_id: UUID
    units: int
    price_minor: int


class OrderPlaced(Event, frozen=True, tag="order.placed"):
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    source: OrderSource
    state: OrderState
    total_minor: int
    currency: str
    customer_id: UUID | None
    lines: list[PlacedLine]


class OrderPaid(Event, frozen=True, tag="order.paid"):
    """It is paid in full; `paid_minor` is what came in for it."""

    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    state: OrderState
    paid_minor: int
    currency: str
    customer_id: UUID | None
