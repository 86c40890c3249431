"""Typed doors to hold_queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Hold(Struct, frozen=True):
    hold_id: UUID
    variant_id: UUID
    location_id: UUID
    units: int
    order_id: UUID | None
    line_no: int | None
    cart_id: UUID | None


@query
async def holds_of(
    tx: ReadTx, *, order_ids: list[UUID], cart_ids: list[UUID], hold_ids: list[UUID]
) -> list[Hold]: ...


@query
async def expired_holds(tx: ReadTx, *, rows_max: int) -> list[Hold]: ...


@query
async def expired_orders(tx: ReadTx, *, order_ids: list[UUID]) -> list[UUID]: ...
