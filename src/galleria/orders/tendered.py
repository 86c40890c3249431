"""The notice that orders were paid when they were placed: payments writes its rows with them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor
from galleria.engine.notices import Notice
from galleria.orders.sale import Tender


class TenderedOrder(Struct, frozen=True):
    """`amount_minor` pays the order; of what was given in cash `change_minor` goes back."""

    order_id: UUID
    store_id: UUID
    tender: Tender
    amount_minor: int
    change_minor: int
    currency: str
    till_id: UUID | None
    shift_id: UUID | None
    paid_at: datetime
    actor: Actor
    request_id: str


class OrdersTendered(Notice, frozen=True):
    """These were placed and paid in one: cash, a card at a terminal, or otherwise outside of us."""

    orders: list[TenderedOrder]
