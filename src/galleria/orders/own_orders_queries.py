"""Typed doors to own_orders_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.orders.details import FulfilmentState
from galleria.orders.rows import OrderHead


class ParcelRow(Struct, frozen=True):
    """A parcel of the order, with what is in it."""

    fulfilment_id: UUID
    state: FulfilmentState
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: Raw


@query
async def own_orders(
    tx: ReadTx, *, customer_id: UUID, before: UUID, rows_max: int
) -> list[OrderHead]: ...


@query
async def own_order(tx: ReadTx, *, customer_id: UUID, order_id: UUID) -> OrderHead | None: ...


@query
async def own_parcels(tx: ReadTx, *, customer_id: UUID, order_id: UUID) -> list[ParcelRow]: ...
