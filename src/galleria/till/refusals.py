"""Why a till says no. What is `decided` is kept under the request's idempotency key."""

from galleria.base.refusals import Conflict, Refusal


class TillInactive(Conflict):
    code = "till_inactive"
    title = "The till is out of use"
    decided = True


class ShiftOpen(Conflict):
    code = "shift_open"
    title = "A shift is open at this till"
    decided = True


class NoShift(Conflict):
    """Bills and cash belong to a shift: open one first."""

    code = "no_shift"
    title = "No shift is open at this till"
    decided = True


class ShiftClosed(Conflict):
    code = "shift_closed"
    title = "The shift is closed"
    decided = True


class DifferenceUnexplained(Refusal):
    """The count is not what the till's entries sum to, and `reason` is empty."""

    code = "difference_unexplained"
    status = 422
    title = "Say why the count differs"


class ApprovalRefused(Refusal):
    """Unknown, used before, too old, or of another till."""

    code = "approval_refused"
    status = 403
    title = "This approval does not count"


class NoTender(Refusal):
    code = "no_tender"
    status = 422
    title = "A bill is paid when it is made"
