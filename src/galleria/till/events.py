"""Facts that tills publish. A bill itself is told by order.placed and order.paid."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class TillCreated(Event, frozen=True, tag="till.created"):
    subject_field: ClassVar[str] = "till_id"
    till_id: UUID
    store_id: UUID
    code: str
    name: str


class TillUpdated(Event, frozen=True, tag="till.updated"):
    subject_field: ClassVar[str] = "till_id"
    till_id: UUID
    changed: list[str]
    version: int


class ShiftOpened(Event, frozen=True, tag="shift.opened"):
    subject_field: ClassVar[str] = "shift_id"
    shift_id: UUID
    till_id: UUID
    float_minor: int
    currency: str


class ShiftClosed(Event, frozen=True, tag="shift.closed"):
    """`difference_minor` is what was counted less what was expected."""

    subject_field: ClassVar[str] = "shift_id"
    shift_id: UUID
    till_id: UUID
    counted_minor: int
    expected_minor: int
    difference_minor: int
    difference_reason: str


class CashMoved(Event, frozen=True, tag="till.cash_moved"):
    """Cash put into a till or taken out of it by hand; what is taken out is negative."""

    subject_field: ClassVar[str] = "shift_id"
    shift_id: UUID
    till_id: UUID
    amount_minor: int
    reason: str


class OverrideApproved(Event, frozen=True, tag="till.override_approved"):
    """A manager let one bill at this till have a discount or another price."""

    subject_field: ClassVar[str] = "till_id"
    till_id: UUID
    approval_id: UUID


class BillSynced(Event, frozen=True, tag="till.bill_synced"):
    """A bill that was made offline is posted; `shortfall_units` were not on the books."""

    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    till_id: UUID
    bill_key: str
    number: str
    shortfall_units: int
    has_overrides: bool


class BillReturned(Event, frozen=True, tag="till.bill_returned"):
    """Goods of a bill came back to a till; `amount_minor` was given back there."""

    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    till_id: UUID
    shift_id: UUID
    return_id: UUID
    amount_minor: int
    method: str
