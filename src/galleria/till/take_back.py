"""Take goods back at a till by their receipt."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.orders import (
    NewReturn,
    OrderDetails,
    OrderReturn,
    ReturnLine,
    read_order_by_number,
    return_units,
)
from galleria.till.entries import Entry, write_entries
from galleria.till.events import BillReturned
from galleria.till.queries import Method, TillNow, find_till, hold_open_shifts
from galleria.till.refusals import NoShift, TillInactive

LINES_MAX = 200


class TillReturn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a receipt came back. `number` is the receipt's: that of its order.

    `method` is how the money goes back for a bill of a till; what was paid online goes back by the
    gateway. `amount_minor` is what the customer gets, when it is less than was paid.
    """

    number: Annotated[str, Meta(min_length=1, max_length=40)]
    lines: Annotated[list[ReturnLine], Meta(min_length=1, max_length=LINES_MAX)]
    method: Method = "cash"
    reason: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")] = ""
    amount_minor: Annotated[int, Meta(ge=0)] | None = None


async def take_back(tx: Tx, *, till_id: UUID, body: TillReturn) -> OrderDetails:
    """Take units back by receipt and give the money back; the goods are sold again or written off.

    Refusals: NotFound (the till, the receipt in its store), NoShift, TillInactive, and those of a
    return: more units than were sold, an amount above what was paid.
    """
    till = await find_till(tx, till_id=till_id)
    if till is None:
        raise NotFound()
    if not till.is_active:
        raise TillInactive()
    opened = await hold_open_shifts(tx, till_ids=[till_id])
    if not opened:
        raise NoShift("Open a shift first.")
    before = await read_order_by_number(tx, store_id=till.store_id, number=body.number)
    after = await return_units(
        tx,
        order_id=before.order_id,
        body=NewReturn(lines=body.lines, reason=body.reason, amount_minor=body.amount_minor),
    )
    known = {it.return_id for it in before.returns}
    (made,) = [it for it in after.returns if it.return_id not in known]
    await _pay_back(tx, opened[0], before, made, body)
    return after


async def _pay_back(
    tx: Tx, till: TillNow, order: OrderDetails, made: OrderReturn, body: TillReturn
) -> None:
    """Take the money out of the drawer; what was paid online goes back where it came from."""
    is_ours = order.source == "till"
    entry = Entry(
        till.shift_id,
        "refund",
        body.method,
        -made.amount_minor,
        tx.context.actor,
        order.order_id,
        body.reason,
    )
    await write_entries(tx, [entry] if is_ours else [])
    event = BillReturned(
        order.order_id,
        till.till_id,
        till.shift_id,
        made.return_id,
        made.amount_minor,
        body.method if is_ours else "gateway",
    )
    await record(tx, [event])
