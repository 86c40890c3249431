"""Put cash into a till or take it out, beside what is sold."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.money import MINOR_MAX
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.till.entries import Entry, write_entries
from galleria.till.events import CashMoved
from galleria.till.queries import entry_sums, find_shift, hold_shifts
from galleria.till.refusals import ShiftClosed
from galleria.till.report import ShiftReport, expected_cash


class CashMove(Struct, frozen=True, forbid_unknown_fields=True):
    """To the bank, for change, for the window cleaner: `reason` says it."""

    kind: Literal["pay_in", "pay_out"]
    amount_minor: Annotated[int, Meta(ge=1, le=MINOR_MAX)]
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")]


async def move_cash(tx: Tx, *, shift_id: UUID, body: CashMove) -> ShiftReport:
    """Enter it in the open shift; NotFound, or ShiftClosed."""
    held = await hold_shifts(tx, shift_ids=[shift_id])
    shift = await find_shift(tx, shift_id=shift_id)
    if not held or shift is None:
        raise NotFound()
    if held[0].state != "open":
        raise ShiftClosed()
    signed_minor = body.amount_minor if body.kind == "pay_in" else -body.amount_minor
    entry = Entry(shift_id, body.kind, "cash", signed_minor, tx.context.actor, None, body.reason)
    await write_entries(tx, [entry])
    await record(tx, [CashMoved(shift_id, shift.till_id, signed_minor, body.reason)])
    sums = await entry_sums(tx, shift_id=shift_id)
    return ShiftReport(shift, expected_cash(sums), sums)
