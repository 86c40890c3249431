"""Close a shift with a count of its cash."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.till.events import ShiftClosed
from galleria.till.fields import AmountMinor, Reason
from galleria.till.queries import Shift, close_shift_row, entry_sums, lock_shift
from galleria.till.refusals import DifferenceUnexplained
from galleria.till.refusals import ShiftClosed as AlreadyClosed
from galleria.till.report import expected_cash


class Count(Struct, frozen=True, forbid_unknown_fields=True):
    """The cash that was counted; `reason` is needed when it is not what was expected."""

    counted_minor: AmountMinor
    reason: Reason = ""


async def close_shift(tx: Tx, *, shift_id: UUID, body: Count) -> Shift:
    """Close the shift; NotFound, ShiftClosed, or DifferenceUnexplained, which says how much.

    Bills that are just being placed are in what is expected: their end is waited for.
    """
    before = await lock_shift(tx, shift_id=shift_id)
    if before is None:
        raise NotFound()
    if before.state == "closed":
        raise AlreadyClosed()
    expected_minor = expected_cash(await entry_sums(tx, shift_id=shift_id))
    difference_minor = body.counted_minor - expected_minor
    if difference_minor and not body.reason.strip():
        raise DifferenceUnexplained(
            f"{expected_minor} was expected, and {body.counted_minor} counted.",
            expected_minor=expected_minor,
            difference_minor=difference_minor,
        )
    shift = await close_shift_row(
        tx,
        shift_id=shift_id,
        closed_by=tx.context.actor.actor_id,
        counted_minor=body.counted_minor,
        expected_minor=expected_minor,
        reason=body.reason,
        now=tx.context.now,
    )
    closed = ShiftClosed(
        shift_id,
        shift.till_id,
        body.counted_minor,
        expected_minor,
        difference_minor,
        body.reason,
    )
    await record(tx, [closed])
    return shift
