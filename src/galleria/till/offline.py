"""What a device sold while it was offline, and what is told about each bill."""

from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.lane import Asked
from galleria.base.refusals import FieldError, Refusal
from galleria.orders import Order, Sale, SaleLine, Tender

BILLS_MAX = 200
LINES_MAX = 200
OVERRIDE = "tills:override"

BillKey = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=100,
        pattern=r"^[!-~]+$(?!\n)",
        description="Made on the device, once a bill, and never used again.",
    ),
]


class OfflineBill(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bill as it was made. Its lines' `price_minor` is what was asked for then.

    `shift_id` is the shift it was made in, also one that is closed by now; left out: the open one.
    """

    bill_key: BillKey
    rung_up_at: Annotated[datetime, Meta(tz=True)]
    lines: Annotated[list[SaleLine], Meta(min_length=1, max_length=LINES_MAX)]
    tender: Tender
    shift_id: UUID | None = None
    comment: Annotated[str, Meta(max_length=2_000)] = ""


class OfflineBills(Struct, frozen=True, forbid_unknown_fields=True):
    """Bills in any order; sending one again changes nothing."""

    bills: Annotated[list[OfflineBill], Meta(min_length=1, max_length=BILLS_MAX)]


class Shortfall(Struct, frozen=True):
    """Units that were sold though the books had none."""

    line_no: int
    variant_id: UUID
    units: int


class Posted(Struct, frozen=True):
    """What became of a bill: an order under its own number."""

    order_id: UUID
    number: str
    total_minor: int
    currency: str
    shortfalls: list[Shortfall]


class BillOutcome(Struct, frozen=True):
    """`posted` now, `known` from before, or `refused` with its errors: a person must look at it."""

    bill_key: str
    status: Literal["posted", "known", "refused"]
    posted: Posted | None = None
    code: str = ""
    detail: str = ""
    errors: list[FieldError] = []


class SyncReport(Struct, frozen=True):
    """An outcome a bill, in the order they were sent."""

    outcomes: list[BillOutcome]


class _Portion(Struct, frozen=True):
    variant_id: UUID
    shortfall: int = 0


def fingerprint_of(bill: OfflineBill) -> bytes:
    """Return what tells this bill from another one under the same key."""
    return blake2b(msgspec.json.encode(bill), digest_size=16).digest()


def sale_of(  # noqa: PLR0913  # house: a bill, and where it belongs
    asked: Asked[object],
    bill: OfflineBill,
    *,
    till_id: UUID,
    store_id: UUID,
    order_id: UUID,
    shift_id: UUID | None,
) -> Asked[Sale]:
    """Return the sale that is booked whatever is left, at the prices it was made at."""
    sale = Sale(
        store_id=store_id,
        source="till",
        lines=bill.lines,
        order_id=order_id,
        tender=bill.tender,
        posts_always=True,
        till_id=till_id,
        shift_id=shift_id,
        rung_up_at=bill.rung_up_at,
        comment=bill.comment,
    )
    return Asked(sale, asked.actor, asked.request_id, asked.now, asked.permissions | {OVERRIDE})


def has_overrides(bill: OfflineBill) -> bool:
    """Say whether it gave a discount, which a manager may want to look at."""
    return any(line.discount_minor for line in bill.lines)


def posted_of(order: Order) -> Posted:
    """Return what is told of an order that a bill became, its shortfalls a variant each."""
    shortfalls = [
        Shortfall(line.line_no, portion.variant_id, portion.shortfall)
        for line in order.lines
        for portion in msgspec.json.decode(line.portions, type=list[_Portion])
        if portion.shortfall
    ]
    return Posted(order.order_id, order.number, order.total_minor, order.currency, shortfalls)


def refused_outcome(bill_key: str, refusal: Refusal) -> BillOutcome:
    """Return the outcome of a bill that could not be posted."""
    return BillOutcome(
        bill_key,
        "refused",
        None,
        refusal.code,
        refusal.detail or refusal.title,
        refusal.errors,
    )
