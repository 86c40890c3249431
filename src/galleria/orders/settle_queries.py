"""Typed doors to settle_queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import Tx
from galleria.orders.transitions import OrderState, PaymentState


@query
async def settle_paid(
    tx: Tx,
    *,
    order_ids: list[UUID],
    states: list[OrderState],
    payment_states: list[PaymentState],
    amounts: list[int],
) -> None: ...


@query
async def keep_longer(tx: Tx, *, order_ids: list[UUID], until: datetime) -> None: ...


@query
async def mark_orders(
    tx: Tx, *, order_ids: list[UUID], payment_states: list[PaymentState], refunds: list[int]
) -> None: ...
