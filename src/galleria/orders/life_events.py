"""Facts about orders after they were placed; each is about an order, by its id."""

from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from galleria.engine.events import Event
from galleria.orders.events import PlacedLine
from galleria.orders.life_queries import LineRow
from galleria.orders.transitions import OrderState


class LineUnits(Struct, frozen=True):
    """So many units of a line of the order."""

    line_no: int
    product_id: UUID
    variant_id: UUID
    units: int


class LineAmount(Struct, frozen=True):
    """A line as it was, or is, before or after an edit."""

    line_no: int
    variant_id: UUID
    units: int
    price_minor: int
    total_minor: int


class ReturnedUnits(Struct, frozen=True):
    """Units of a line that came back: sold again, or written off."""

    line_no: int
    product_id: UUID
    variant_id: UUID
    units: int
    outcome: str
    amount_minor: int


class OrderProcessing(Event, frozen=True, tag="order.processing"):
    """Somebody began to pack it."""

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str


class OrderShipped(Event, frozen=True, tag="order.shipped"):
    """A parcel left; with `is_complete`, the last of the order."""

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    fulfilment_id: UUID
    carrier: str
    tracking_number: str
    tracking_url: str
    lines: list[LineUnits]
    is_complete: bool


class FulfilmentCancelled(Event, frozen=True, tag="order.fulfilment_cancelled"):
    """A parcel did not leave after all: its units are to be shipped again."""

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    fulfilment_id: UUID


class OrderDelivered(Event, frozen=True, tag="order.delivered"):
    """These parcels arrived; with `is_complete`, the last of the order."""

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    fulfilment_ids: list[UUID]
    is_complete: bool


class OrderCancelled(Event, frozen=True, tag="order.cancelled"):
    """It is off; `lines` are what was ordered, and is not sold after all."""

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    state_before: OrderState
    reason: str
    currency: str
    total_minor: int
    lines: list[PlacedLine]


class OrderUnitsReturned(Event, frozen=True, tag="order.returned"):
    """Units came back; with `is_complete`, the last of the order."""

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    return_id: UUID
    reason: str
    currency: str
    amount_minor: int
    lines: list[ReturnedUnits]
    is_complete: bool


class OrderEdited(Event, frozen=True, tag="order.edited"):
    """It was changed before it was shipped.

    `changed` names fields of the order; addresses and contacts are not repeated here.
    """

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    changed: list[str]
    currency: str
    total_before_minor: int
    total_minor: int
    lines_before: list[LineAmount]
    lines: list[LineAmount]


class OrderNoteAdded(Event, frozen=True, tag="order.note_added"):
    """Somebody noted something; what, the note says."""

    subject_field: ClassVar[str | None] = "order_id"
    order_id: UUID
    store_id: UUID
    number: str
    note_id: UUID


def ordered(lines: list[LineRow]) -> list[PlacedLine]:
    """Return what of an order's lines was ordered, as when it was placed."""
    return [
        PlacedLine(it.line_no, it.product_id, it.variant_id, it.units, it.price_minor)
        for it in lines
    ]
