"""What a one-call order would cost: the same body, and nothing is placed."""

from uuid import UUID

from galleria.base.lane import asked_by
from galleria.base.tx import ReadTx
from galleria.orders.place_one import sale_of
from galleria.orders.quote import Quote, quote
from galleria.orders.sale import NewOrder


async def quote_order(tx: ReadTx, *, store_id: UUID, body: NewOrder) -> Quote:
    """Return what the order would cost now, and what of it is short; nothing is promised."""
    return await quote(tx, asked_by(tx.context, sale_of(store_id, body)))
