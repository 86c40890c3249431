"""Typed doors to read_queries.sql."""

from uuid import UUID

from msgspec import Raw

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.orders.rows import OrderHead


class WholeOrder(OrderHead, frozen=True):
    """An order with its parts as JSON; null where it has none."""

    fulfilments: Raw | None
    returns: Raw | None
    notes: Raw | None


@query
async def order_by_id(tx: ReadTx, *, order_id: UUID, notes_max: int) -> WholeOrder | None: ...


@query
async def order_of_number(
    tx: ReadTx, *, store_id: UUID, serials: list[int], number: str
) -> UUID | None: ...
