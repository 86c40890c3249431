"""Export orders as CSV or JSON Lines: streamed, a chunk in memory, however many there are."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.call import Answer, Call
from galleria.orders.export_rows import COLUMNS, rows_of, table
from galleria.orders.life_queries import lines_of_orders
from galleria.orders.list import (
    Moment,
    OrderNumber,
    OrderPosition,
    OrderQuery,
    heads_in_order,
    position_of,
    spots_of,
)
from galleria.orders.read import head_fields, line_of
from galleria.orders.rows import Order, OrderLine
from galleria.orders.transitions import OrderState, PaymentState

CHUNK_ORDERS = 200
TIMEOUT_S = 1_800.0
# The charset of text is added on the way out.
MEDIA = {"csv": "text/csv", "jsonl": "application/jsonl"}


class ExportQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which orders, as in their list, and in which form."""

    format: Annotated[
        Literal["csv", "jsonl"], Meta(description="A row a line, or a JSON object an order.")
    ] = "csv"
    state: OrderState | None = None
    payment_state: PaymentState | None = None
    store_id: UUID | None = None
    customer_id: UUID | None = None
    number: OrderNumber | None = None
    product_id: UUID | None = None
    variant_id: UUID | None = None
    till_id: UUID | None = None
    shift_id: UUID | None = None
    placed_from: Moment | None = None
    placed_until: Moment | None = None


class Interrupted(Exception):
    """The process stops: the file is broken off, so nobody takes it for the whole."""


async def export_orders(call: Call) -> Answer:
    """Stream the orders, the newest first, each as it is when its chunk is read.

    No transaction is open while the reader takes its time.
    """
    asked = call.query(ExportQuery)
    wanted = {name: getattr(asked, name) for name in asked.__struct_fields__ if name != "format"}
    disposition = f'attachment; filename="orders.{asked.format}"'
    headers = {"content-disposition": disposition, "cache-control": "no-store"}
    chunks = _chunks(call, OrderQuery(**wanted))
    stream = _csv(chunks) if asked.format == "csv" else _json_lines(chunks)
    return Answer(200, headers=headers, media_type=MEDIA[asked.format], stream=stream)


async def _chunks(call: Call, wanted: OrderQuery) -> AsyncIterator[list[Order]]:
    position = OrderPosition()
    while True:
        if call.drain.is_set():
            raise Interrupted()
        async with call.reading() as tx:
            spots = await spots_of(tx, wanted, position, CHUNK_ORDERS)
            heads = await heads_in_order(tx, spots)
            order_ids = [head.order_id for head in heads]
            rows = await lines_of_orders(tx, order_ids=order_ids) if heads else []
        lines: dict[UUID, list[OrderLine]] = {order_id: [] for order_id in order_ids}
        for row in rows:
            lines[row.order_id].append(line_of(row))
        yield [Order(**head_fields(head), lines=lines[head.order_id]) for head in heads]
        if len(spots) < CHUNK_ORDERS:
            return
        position = position_of(spots[-1])


async def _csv(chunks: AsyncIterator[list[Order]]) -> AsyncIterator[bytes]:
    yield table([COLUMNS])
    async for orders in chunks:
        yield table(row for order in orders for row in rows_of(order))


async def _json_lines(chunks: AsyncIterator[list[Order]]) -> AsyncIterator[bytes]:
    encoder = msgspec.json.Encoder()
    async for orders in chunks:
        yield encoder.encode_lines(orders)
