"""Ship an order, whole or in parts: each parcel is a fulfilment of its own."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.orders.details import OrderDetails
from galleria.orders.fulfil_queries import insert_fulfilment
from galleria.orders.life import Life, Move, locked_one, move
from galleria.orders.life_events import LineUnits, OrderShipped
from galleria.orders.life_queries import LineRow
from galleria.orders.read import read_order
from galleria.orders.sale import LINES_MAX, ShortText
from galleria.orders.transitions import OrderState, illegal, order_events
from galleria.orders.units import LineNo, Units, refuse_too_many, refuse_wrong_lines

TrackingUrl = Annotated[str, Meta(max_length=2_000, pattern=r"^(https?://[^\s\x00-\x1f]+)?$(?!\n)")]


class FulfilLine(Struct, frozen=True, forbid_unknown_fields=True):
    """So many units of a line."""

    line_no: LineNo
    units: Units


class NewFulfilment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What leaves in one parcel; without `lines`, all that is left of the order."""

    lines: Annotated[list[FulfilLine], Meta(max_length=LINES_MAX)] = field(
        default_factory=list[FulfilLine]
    )
    carrier: ShortText = ""
    tracking_number: ShortText = ""
    tracking_url: TrackingUrl = ""


EVERYTHING = NewFulfilment()


async def fulfil_order(
    tx: Tx, *, order_id: UUID, body: NewFulfilment = EVERYTHING, if_match: int | None = None
) -> OrderDetails:
    """Ship units of an order; it is shipped when all of them are, and in processing before.

    Refusals: NotFound, Stale, Invalid (a line it has not), TooManyUnits, IllegalTransition.
    """
    life = await locked_one(tx, order_id, if_match)
    _refuse_handed_over(life)
    life.after("ship_part")
    parts = _parts(life, body)
    state = life.after("ship" if _is_all(life, parts) else "ship_part")
    fulfilment_id = new_id()
    await insert_fulfilment(
        tx,
        fulfilment_id=fulfilment_id,
        order_id=order_id,
        carrier=body.carrier,
        tracking_number=body.tracking_number,
        tracking_url=body.tracking_url,
        line_nos=list(parts),
        units=list(parts.values()),
    )
    await move(tx, [Move(order_id, state)])
    await record(tx, [_event(life, fulfilment_id, body, parts, state)])
    return await read_order(tx, order_id=order_id)


def units_left(line: LineRow) -> int:
    """Return how many units of the line are still to be shipped."""
    return line.units - line.shipped_units


def _refuse_handed_over(life: Life) -> None:
    if life.is_handed_over:
        state, events = life.head.state, order_events(life.head.state)
        allowed = [event for event in events if event not in ("ship_part", "ship", "process")]
        raise illegal("order", state, "ship", allowed, "It was handed over at the till.")


def _parts(life: Life, body: NewFulfilment) -> dict[int, int]:
    """Return the units to ship by line; a line that is named twice is summed."""
    lines = {line.line_no: line for line in life.lines}
    rows = body.lines or [
        FulfilLine(line.line_no, units_left(line)) for line in life.lines if units_left(line)
    ]
    refuse_wrong_lines(rows, lines)
    refuse_too_many(rows, lines, units_left, what="are left to ship")
    parts: dict[int, int] = {}
    for row in rows:
        parts[row.line_no] = parts.get(row.line_no, 0) + row.units
    return parts


def _is_all(life: Life, parts: dict[int, int]) -> bool:
    return all(units_left(line) == parts.get(line.line_no, 0) for line in life.lines)


def _event(
    life: Life, fulfilment_id: UUID, body: NewFulfilment, parts: dict[int, int], state: OrderState
) -> OrderShipped:
    head = life.head
    return OrderShipped(
        head.order_id,
        head.store_id,
        head.number,
        fulfilment_id,
        body.carrier,
        body.tracking_number,
        body.tracking_url,
        [
            LineUnits(line.line_no, line.product_id, line.variant_id, parts[line.line_no])
            for line in life.lines
            if line.line_no in parts
        ],
        is_complete=state == "shipped",
    )
