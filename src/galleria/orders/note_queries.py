"""Typed doors to note_queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.context import ActorKind
from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.orders.details import OrderNote


class OrderName(Struct, frozen=True):
    """Which order it is, and how it is called."""

    order_id: UUID
    store_id: UUID
    number: str


@query
async def insert_note(
    tx: Tx,
    *,
    note_id: UUID,
    order_id: UUID,
    text: str,
    actor_kind: ActorKind,
    actor_id: UUID | None,
) -> OrderNote: ...


@query
async def notes_of_order(
    tx: ReadTx, *, order_id: UUID, before: UUID, rows_max: int
) -> list[OrderNote]: ...


@query
async def order_name(tx: ReadTx, *, order_id: UUID) -> OrderName | None: ...
