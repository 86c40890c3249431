"""What higher rooms must know before a change of orders commits."""

from uuid import UUID

from galleria.engine.notices import Notice


class OrdersCancelled(Notice, frozen=True):
    """These are cancelled: what is being paid is called off, what was paid is given back.

    Told under the orders' locks, before any stock is locked.
    """

    order_ids: list[UUID]


class OrderReturned(Notice, frozen=True):
    """Units came back for which the customer gets `amount_minor` (above 0) of what was paid."""

    order_id: UUID
    return_id: UUID
    amount_minor: int
    reason: str


class OrderReduced(Notice, frozen=True):
    """An edit made a paid order cheaper by `amount_minor`, which the customer gets back."""

    order_id: UUID
    amount_minor: int
    reason: str
