"""An order as staff see it: with its lines and what became of them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.context import ActorKind
from galleria.orders.rows import OrderHead, OrderLine

FulfilmentState = Literal["shipped", "delivered", "cancelled"]
Outcome = Literal["restock", "write_off"]


class FulfilledLine(Struct, frozen=True):
    """So many units of a line of the order."""

    line_no: int
    units: int


class Fulfilment(Struct, frozen=True):
    """A parcel: what is in it, and where it is."""

    fulfilment_id: UUID
    state: FulfilmentState
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    version: int
    lines: list[FulfilledLine]


class ReturnedLine(Struct, frozen=True):
    """Units that came back, and what the customer got for them."""

    line_no: int
    units: int
    outcome: Outcome
    location_id: UUID | None
    amount_minor: int


class OrderReturn(Struct, frozen=True):
    """What came back at once; `amount_minor` is what the customer gets for all of it."""

    return_id: UUID
    reason: str
    amount_minor: int
    returned_at: datetime
    lines: list[ReturnedLine]


class OrderNote(Struct, frozen=True):
    """What somebody noted; customers do not see it."""

    note_id: UUID
    text: str
    actor_kind: ActorKind
    actor_id: UUID | None
    created_at: datetime


class OrderDetails(OrderHead, frozen=True):
    """An order with everything about it; of its notes the newest."""

    lines: list[OrderLine]
    fulfilments: list[Fulfilment]
    returns: list[OrderReturn]
    notes: list[OrderNote]
