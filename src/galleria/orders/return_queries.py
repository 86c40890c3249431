"""Typed doors to return_queries.sql."""

from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.orders.details import Outcome


@query
async def insert_return(
    tx: Tx,
    *,
    return_id: UUID,
    order_id: UUID,
    reason: str,
    amount_minor: int,
    line_nos: list[int],
    units: list[int],
    outcomes: list[Outcome],
    location_ids: list[UUID | None],
    amounts_minor: list[int],
) -> None: ...


@query
async def known_locations(tx: ReadTx, *, location_ids: list[UUID]) -> list[UUID]: ...
