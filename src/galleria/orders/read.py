"""Read one order, by its id or by its number."""

import re
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.orders.details import Fulfilment, OrderDetails, OrderNote, OrderReturn
from galleria.orders.life_queries import lines_of_orders
from galleria.orders.read_queries import order_by_id, order_of_number
from galleria.orders.rows import OrderHead, OrderLine

# Those that are answered with the order; the others are listed.
NOTES_SHOWN = 50
SERIAL_MAX = 2**63 - 1

_DIGITS = re.compile(r"[0-9]{1,19}$")
_FULFILMENTS = msgspec.json.Decoder(list[Fulfilment])
_RETURNS = msgspec.json.Decoder(list[OrderReturn])
_NOTES = msgspec.json.Decoder(list[OrderNote])


async def read_order(tx: ReadTx, *, order_id: UUID) -> OrderDetails:
    """Return an order with its lines, fulfilments, returns and notes; NotFound. 2 statements."""
    whole = await order_by_id(tx, order_id=order_id, notes_max=NOTES_SHOWN)
    if whole is None:
        raise NotFound()
    lines = await lines_of_orders(tx, order_ids=[order_id])
    return OrderDetails(
        **head_fields(whole),
        lines=[line_of(line) for line in lines],
        fulfilments=_decoded(_FULFILMENTS, whole.fulfilments),
        returns=_decoded(_RETURNS, whole.returns),
        notes=_decoded(_NOTES, whole.notes),
    )


async def read_order_by_number(tx: ReadTx, *, store_id: UUID, number: str) -> OrderDetails:
    """Return a store's order by its number, with or without the prefix; NotFound. 3 statements."""
    found = None
    if serials := serials_of(number):
        found = await order_of_number(tx, store_id=store_id, serials=serials, number=number)
    if found is None:
        raise NotFound()
    return await read_order(tx, order_id=found)


def serials_of(number: str) -> list[int]:
    """Return which serials a number may end with: its prefix may end with digits of its own."""
    digits = _DIGITS.search(number)
    if digits is None:
        return []
    ends = [digits[0][at:] for at in range(len(digits[0]))]
    return [int(end) for end in ends if end[0] != "0" and int(end) <= SERIAL_MAX]


def head_fields(head: OrderHead) -> dict[str, Any]:
    """Return the fields of an order's head, whatever else the row has."""
    return {name: getattr(head, name) for name in OrderHead.__struct_fields__}


def line_of(row: OrderLine) -> OrderLine:
    """Return a line without whose it is."""
    return OrderLine(*[getattr(row, name) for name in OrderLine.__struct_fields__])


def _decoded(decoder: msgspec.json.Decoder[Any], parts: Raw | None) -> Any:
    return [] if parts is None else decoder.decode(parts)
