"""A guest's order becomes a customer's: asked for by its number, proved by a verified address.

Never by the address alone: who registers with somebody's address sees nothing that was ordered
with it (X7).
"""

from uuid import UUID

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.orders.claim_queries import claim_order
from galleria.orders.read import serials_of


async def claim_guest_order(
    tx: Tx, *, customer_id: UUID, verified_email: str, store_id: UUID, number: str
) -> UUID:
    """Give the store's order of that number to the customer; its id. 1 statement.

    NotFound unless it was ordered with that very address by a guest, or is the customer's already:
    whatever is not theirs looks the same.
    """
    order_id = await claim_order(
        tx,
        customer_id=customer_id,
        email=verified_email,
        store_id=store_id,
        serials=serials_of(number),
        number=number,
        now=tx.context.now,
    )
    if order_id is None:
        raise NotFound("There is no such order of yours.")
    return order_id
