"""The one-call order: an order with its lines, for tills and integrations."""

from uuid import UUID

from msgspec import Struct

from galleria.base.lane import Asked
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.orders.place import place
from galleria.orders.rows import Order
from galleria.orders.sale import NewOrder, Sale


class PlaceOrder(Struct, frozen=True):
    """An order at a store."""

    store_id: UUID
    body: NewOrder


async def place_orders(tx: Tx, asked: list[Asked[PlaceOrder]]) -> list[Order | Refusal]:
    """Place an order in one call; all of it, or nothing and a refusal that names every line."""
    return await place(
        tx,
        [
            Asked(
                sale_of(it.command.store_id, it.command.body),
                it.actor,
                it.request_id,
                it.now,
                it.permissions,
                it.store_id,
                it.customer_id,
            )
            for it in asked
        ],
    )


def sale_of(store_id: UUID, body: NewOrder) -> Sale:
    """Return the sale that the body of a one-call order asks for."""
    return Sale(
        store_id=store_id,
        source="api",
        lines=body.lines,
        customer_id=body.customer_id,
        customer_name=body.customer_name,
        customer_email=body.customer_email,
        customer_phone=body.customer_phone,
        shipping_address=body.shipping_address,
        billing_address=body.billing_address,
        shipping_method=body.shipping_method,
        discount_code=body.discount_code,
        expected_total_minor=body.expected_total_minor,
        is_held=body.payment == "later",
        tender=body.tender,
        metadata=body.metadata,
        comment=body.comment,
    )
