"""Razorpay's objects, as far as they concern us, and the facts in them. Pure."""

from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from galleria.payments.gateways.facts import FactKind, GatewayFact, Known

_OF_PAYMENT: dict[str, FactKind] = {
    "authorized": "authorized",
    "captured": "captured",
    # It was captured before; the refund is a fact of its own.
    "refunded": "captured",
    "failed": "failed",
}
_OF_REFUND: dict[str, FactKind] = {"processed": "refunded", "failed": "refund_failed"}
_RANK: dict[FactKind, int] = {"pending": 0, "failed": 1, "authorized": 2, "captured": 3}

# Without any note it is an empty list.
Notes = dict[str, str | int | float | bool | None] | list[str]


class RazorpayOrder(Struct, frozen=True):
    id: str
    amount: int
    currency: str
    receipt: str | None = None
    status: str = "created"
    notes: Notes = []


class RazorpayOrders(Struct, frozen=True):
    items: list[RazorpayOrder] = []


class RazorpayPayment(Struct, frozen=True):
    id: str
    amount: int
    currency: str
    status: str
    order_id: str | None = None
    notes: Notes = []
    error_code: str | None = None
    error_description: str | None = None
    error_reason: str | None = None
    created_at: int = 0


class RazorpayPayments(Struct, frozen=True):
    items: list[RazorpayPayment] = []


class RazorpayRefund(Struct, frozen=True):
    id: str
    amount: int
    currency: str
    payment_id: str
    status: str = "pending"
    notes: Notes = []
    created_at: int = 0


class RazorpayRefunds(Struct, frozen=True):
    items: list[RazorpayRefund] = []


def fact_of_payment(payment: RazorpayPayment) -> GatewayFact:
    """Return what one try to pay says."""
    kind = _OF_PAYMENT.get(payment.status, "pending")
    return GatewayFact(
        kind=kind,
        occurred_at=at(payment.created_at),
        payment_id=id_in(payment.notes, "payment_id"),
        gateway_ref=payment.order_id,
        gateway_payment_id=payment.id,
        amount_minor=payment.amount,
        currency=payment.currency.upper(),
        failure_code=payment.error_reason or payment.error_code or "",
        failure_detail=(payment.error_description or "")[:500],
    )


def fact_of_refund(refund: RazorpayRefund) -> GatewayFact:
    """Return what a refund says."""
    return GatewayFact(
        kind=_OF_REFUND.get(refund.status, "refund_pending"),
        occurred_at=at(refund.created_at),
        payment_id=id_in(refund.notes, "payment_id"),
        gateway_payment_id=refund.payment_id,
        refund_id=id_in(refund.notes, "refund_id"),
        gateway_refund_id=refund.id,
        amount_minor=refund.amount,
        currency=refund.currency.upper(),
    )


def in_order(facts: list[GatewayFact]) -> list[GatewayFact]:
    """Return tries as they go forward: one that succeeded says more than those that failed."""
    return sorted(facts, key=lambda fact: (_RANK.get(fact.kind, 0), fact.occurred_at))


def nobody_paid(known: Known) -> GatewayFact:
    """Return what an order that nobody tried to pay says."""
    return GatewayFact(
        kind="pending",
        occurred_at=at(0),
        payment_id=known.payment_id,
        gateway_ref=known.gateway_ref,
        amount_minor=known.amount_minor,
        currency=known.currency,
    )


def id_in(notes: Notes, name: str) -> UUID | None:
    """Return one of our ids that is in the notes; None when it is none."""
    if not isinstance(notes, dict):
        return None
    try:
        return UUID(str(notes[name]))
    except (KeyError, ValueError):
        return None


def at(seconds: int) -> datetime:
    """Return a gateway's time."""
    return datetime.fromtimestamp(seconds, UTC)
