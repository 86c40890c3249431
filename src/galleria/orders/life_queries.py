"""Typed doors to life_queries.sql."""

from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.orders.rows import OrderHead, OrderLine
from galleria.orders.transitions import OrderState

NO_ORDER = UUID(int=0)


class LineRow(OrderLine, frozen=True):
    """A line, and whose it is."""

    order_id: UUID = NO_ORDER


@query
async def lock_orders(tx: Tx, *, order_ids: list[UUID]) -> list[OrderHead]: ...


@query
async def lines_of_orders(tx: ReadTx, *, order_ids: list[UUID]) -> list[LineRow]: ...


@query
async def move_orders(
    tx: Tx,
    *,
    order_ids: list[UUID],
    states: list[OrderState],
    cancel_reasons: list[str | None],
) -> None: ...
