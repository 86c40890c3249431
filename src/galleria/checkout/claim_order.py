"""A customer takes what they ordered as a guest: by its number, and their verified address."""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.refusals import NotFound, Unauthorized
from galleria.base.tx import Tx
from galleria.checkout.place import store_of
from galleria.customers import verified_email_of
from galleria.engine.events import Event, record
from galleria.orders import BoughtOrder, bought, claim_guest_order, read_order


class ClaimedOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """The order's number, as the shop told it."""

    number: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Z0-9-]+$(?!\n)")]


class OrderClaimed(Event, frozen=True, tag="order.claimed"):
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID


async def claim_own_order(tx: Tx, *, body: ClaimedOrder) -> BoughtOrder:
    """Take a guest's order of this shop as one's own; Unauthorized, NotFound. Again: the same."""
    customer_id = tx.context.customer_id
    if customer_id is None:
        raise Unauthorized("Sign in as a customer first.")
    email = await verified_email_of(tx, customer_id=customer_id)
    if email is None:
        raise NotFound("There is no such order of yours.")
    order_id = await claim_guest_order(
        tx,
        customer_id=customer_id,
        verified_email=email,
        store_id=store_of(tx.context),
        number=body.number,
    )
    await record(tx, [OrderClaimed(order_id, customer_id)])
    order = await read_order(tx, order_id=order_id)
    return bought(order, order.lines)
