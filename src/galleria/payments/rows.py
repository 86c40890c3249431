"""Payments and refunds as they are kept and answered."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.context import ActorKind

PaymentMethod = Literal["gateway", "cash", "manual", "card_terminal"]
PaymentStatus = Literal[
    "created", "pending", "authorized", "captured", "failed", "cancelled", "mismatched"
]
RefundState = Literal["created", "pending", "succeeded", "failed"]
RefundCause = Literal["asked", "cancelled", "returned", "late", "gateway"]
Wanted = Literal["capture", "cancel"]

# One of these at most an order, unless it is late.
ACTIVE: frozenset[PaymentStatus] = frozenset({"created", "pending", "authorized", "captured"})
# The gateway has not said its last word.
OPEN: frozenset[PaymentStatus] = frozenset({"created", "pending", "authorized"})


class Refund(Struct, frozen=True):
    """Money that goes back. `created`: the gateway is yet to be asked."""

    refund_id: UUID
    payment_id: UUID
    order_id: UUID
    state: RefundState
    cause: RefundCause
    amount_minor: int
    currency: str
    reason: str
    gateway_refund_id: str | None
    failure_code: str | None
    failure_detail: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class Payment(Struct, frozen=True):
    """One try to be paid for an order.

    `action` is what the shopper is to do: {kind: "redirect", url} or {kind: "client", client}.
    `refunded_minor` is what went back, or is on its way. `is_late`: money came for an order that
    was cancelled, or paid otherwise, and goes back by itself.
    """

    payment_id: UUID
    order_id: UUID
    store_id: UUID
    account_id: UUID | None
    method: PaymentMethod
    state: PaymentStatus
    amount_minor: int
    currency: str
    captured_minor: int
    refunded_minor: int
    received_currency: str | None
    is_late: bool
    gateway_payment_id: str | None
    action: Raw | None
    reference: str
    given_minor: int | None
    failure_code: str | None
    failure_detail: str | None
    captured_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class PaymentRow(Payment, frozen=True):
    """A payment under its lock, with what only this room needs."""

    gateway_ref: str | None
    wanted: Wanted | None
    return_url: str
    actor_kind: ActorKind
    actor_id: UUID | None
    request_id: str

    @property
    def refundable_minor(self) -> int:
        """Return what can still be given back."""
        return self.captured_minor - self.refunded_minor

    @property
    def counts(self) -> bool:
        """Say whether its money pays its order."""
        return self.state == "captured" and not self.is_late


def as_answered(row: PaymentRow) -> Payment:
    """Return a payment without what only this room needs."""
    return Payment(*(getattr(row, name) for name in Payment.__struct_fields__))
