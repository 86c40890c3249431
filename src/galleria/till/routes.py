"""HTTP doors to tills: one line an endpoint."""

from galleria.base.http import command
from galleria.base.lane_endpoints import in_lane
from galleria.orders import PLACING_REFUSALS, RETURN_REFUSALS
from galleria.till.approve_override import approve_override
from galleria.till.change_till import change_till
from galleria.till.close_shift import close_shift
from galleria.till.create_till import create_till
from galleria.till.list import (
    list_entries,
    list_shifts,
    list_tills,
    read_shift,
    read_till,
)
from galleria.till.move_cash import move_cash
from galleria.till.open_shift import open_shift
from galleria.till.refusals import (
    ApprovalRefused,
    DifferenceUnexplained,
    NoShift,
    ShiftClosed,
    ShiftOpen,
    TillInactive,
)
from galleria.till.ring_up import ring_up
from galleria.till.sync_bills import sync_bills
from galleria.till.take_back import take_back

READ, WRITE, OVERRIDE = "tills:read", "tills:write", "tills:override"
SYNC_BYTES_MAX = 5 * 1024 * 1024
TILL, SHIFT = "/tills/{till_id}", "/shifts/{shift_id}"

ROUTES = [
    command("GET", "/tills", list_tills, permission=READ),
    command(
        "POST",
        "/stores/{store_id}/tills",
        create_till,
        permission="stores:write",
        status=201,
        idempotent=True,
    ),
    command("GET", TILL, read_till, permission=READ),
    command("PATCH", TILL, change_till, permission="stores:write"),
    command("GET", f"{TILL}/shifts", list_shifts, permission=READ),
    command(
        "POST",
        f"{TILL}/shifts",
        open_shift,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(ShiftOpen, TillInactive),
    ),
    command(
        "POST",
        f"{TILL}/approvals",
        approve_override,
        permission=OVERRIDE,
        status=201,
    ),
    in_lane(
        "POST",
        f"{TILL}/bills",
        ring_up,
        permission=WRITE,
        status=201,
        refusals=(*PLACING_REFUSALS, NoShift, TillInactive, ApprovalRefused),
    ),
    in_lane(
        "POST",
        f"{TILL}/sync",
        sync_bills,
        permission=WRITE,
        body_bytes_max=SYNC_BYTES_MAX,
    ),
    command(
        "POST",
        f"{TILL}/returns",
        take_back,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(*RETURN_REFUSALS, NoShift, TillInactive),
    ),
    command("GET", SHIFT, read_shift, permission=READ),
    command("GET", f"{SHIFT}/entries", list_entries, permission=READ),
    command(
        "POST",
        f"{SHIFT}/cash",
        move_cash,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(ShiftClosed,),
    ),
    command(
        "POST",
        f"{SHIFT}/close",
        close_shift,
        permission=WRITE,
        idempotent=True,
        refusals=(ShiftClosed, DifferenceUnexplained),
    ),
]
