"""Typed doors to fulfil_queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.orders.details import FulfilledLine, FulfilmentState


class Parcel(Struct, frozen=True):
    """A fulfilment, and whose it is."""

    fulfilment_id: UUID
    order_id: UUID
    state: FulfilmentState


@query
async def insert_fulfilment(
    tx: Tx,
    *,
    fulfilment_id: UUID,
    order_id: UUID,
    carrier: str,
    tracking_number: str,
    tracking_url: str,
    line_nos: list[int],
    units: list[int],
) -> None: ...


@query
async def fulfilments_of(tx: ReadTx, *, order_ids: list[UUID]) -> list[Parcel]: ...


@query
async def deliver_fulfilments(tx: Tx, *, fulfilment_ids: list[UUID]) -> None: ...


@query
async def lines_of_fulfilment(tx: ReadTx, *, fulfilment_id: UUID) -> list[FulfilledLine]: ...


@query
async def call_back_fulfilment(tx: Tx, *, order_id: UUID, fulfilment_id: UUID) -> None: ...
