"""Open a till's shift with its float."""

from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.till.entries import Entry, write_entries
from galleria.till.events import ShiftOpened
from galleria.till.fields import AmountMinor
from galleria.till.queries import Shift, find_till, insert_shift
from galleria.till.refusals import ShiftOpen, TillInactive


class NewShift(Struct, frozen=True, forbid_unknown_fields=True):
    """`float_minor` is the cash that is in the till to begin with."""

    float_minor: AmountMinor


async def open_shift(tx: Tx, *, till_id: UUID, body: NewShift) -> Shift:
    """Open a shift; NotFound, TillInactive, or ShiftOpen: a till has at most one open."""
    till = await find_till(tx, till_id=till_id)
    if till is None:
        raise NotFound()
    if not till.is_active:
        raise TillInactive()
    shift = await insert_shift(
        tx,
        shift_id=new_id(),
        till_id=till_id,
        store_id=till.store_id,
        opened_by=tx.context.actor.actor_id,
        now=tx.context.now,
    )
    if shift is None:
        raise ShiftOpen("Close it before you open another.")
    await write_entries(
        tx, [Entry(shift.shift_id, "float", "cash", body.float_minor, tx.context.actor)]
    )
    await record(tx, [ShiftOpened(shift.shift_id, till_id, body.float_minor, shift.currency)])
    return shift
