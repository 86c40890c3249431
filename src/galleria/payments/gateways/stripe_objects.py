"""Stripe's objects, as far as they concern us, and the facts in them. Pure."""

from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from galleria.payments.gateways.facts import FactKind, GatewayFact

# Stripe counts these in hundredths, though their currency has none.
_HUNDREDTHS = frozenset({"ISK", "UGX"})

_OF_INTENT: dict[str, FactKind] = {
    "succeeded": "captured",
    "requires_capture": "authorized",
    "canceled": "cancelled",
}
_OF_REFUND: dict[str, FactKind] = {
    "succeeded": "refunded",
    "failed": "refund_failed",
    "canceled": "refund_failed",
}


class PaymentError(Struct, frozen=True):
    code: str | None = None
    decline_code: str | None = None
    message: str | None = None


class Intent(Struct, frozen=True, tag_field="object", tag="payment_intent"):
    id: str
    amount: int
    currency: str
    status: str
    created: int = 0
    amount_received: int = 0
    amount_capturable: int = 0
    metadata: dict[str, str] = {}
    last_payment_error: PaymentError | None = None


class Session(Struct, frozen=True, tag_field="object", tag="checkout.session"):
    id: str
    status: str | None = None
    payment_status: str = "unpaid"
    url: str | None = None
    amount_total: int | None = None
    currency: str | None = None
    created: int = 0
    payment_intent: Intent | str | None = None
    metadata: dict[str, str] | None = field(default_factory=dict)


class StripeRefund(Struct, frozen=True, tag_field="object", tag="refund"):
    id: str
    amount: int
    currency: str
    status: str | None = None
    created: int = 0
    payment_intent: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] | None = field(default_factory=dict)


class StripeRefunds(Struct, frozen=True):
    data: list[StripeRefund] = []


def stripe_amount(amount_minor: int, currency: str) -> int:
    """Return our amount as Stripe counts it."""
    return amount_minor * 100 if currency in _HUNDREDTHS else amount_minor


def amount_of(stripe: int, currency: str) -> int:
    """Return Stripe's amount as we count it."""
    return stripe // 100 if currency.upper() in _HUNDREDTHS else stripe


def fact_of_intent(intent: Intent) -> GatewayFact:
    """Return what an intent says of its payment."""
    kind, error = _OF_INTENT.get(intent.status, "pending"), intent.last_payment_error
    if kind == "pending" and intent.status == "requires_payment_method" and error is not None:
        kind = "failed"
    amounts = {"captured": intent.amount_received, "authorized": intent.amount_capturable}
    failure = error if kind == "failed" and error is not None else PaymentError()
    return GatewayFact(
        kind=kind,
        occurred_at=at(intent.created),
        payment_id=id_in(intent.metadata, "payment_id"),
        gateway_payment_id=intent.id,
        amount_minor=amount_of(amounts.get(kind, intent.amount), intent.currency),
        currency=intent.currency.upper(),
        failure_code=failure.decline_code or failure.code or "",
        failure_detail=(failure.message or "")[:500],
    )


def facts_of_session(session: Session) -> list[GatewayFact]:
    """Return what a session says of its payment; its intent, where it is there, says more."""
    intent = session.payment_intent
    kind: FactKind = "pending"
    if session.payment_status == "paid":
        kind = "captured"
    elif session.status == "expired":
        kind = "cancelled"
    if isinstance(intent, Intent) and kind != "cancelled":
        fact = fact_of_intent(intent)
        known = fact.payment_id or id_in(session.metadata, "payment_id")
        # A page that is open may be tried again, whatever became of the first try.
        return [_named(fact, session.id, known)]
    currency = session.currency or ""
    return [
        GatewayFact(
            kind=kind,
            occurred_at=at(session.created),
            payment_id=id_in(session.metadata, "payment_id"),
            gateway_ref=session.id,
            gateway_payment_id=intent if isinstance(intent, str) else None,
            amount_minor=amount_of(session.amount_total or 0, currency),
            currency=currency.upper(),
        )
    ]


def fact_of_refund(refund: StripeRefund) -> GatewayFact:
    """Return what a refund says."""
    return GatewayFact(
        kind=_OF_REFUND.get(refund.status or "", "refund_pending"),
        occurred_at=at(refund.created),
        payment_id=id_in(refund.metadata, "payment_id"),
        gateway_payment_id=refund.payment_intent,
        refund_id=id_in(refund.metadata, "refund_id"),
        gateway_refund_id=refund.id,
        amount_minor=amount_of(refund.amount, refund.currency),
        currency=refund.currency.upper(),
        failure_code=refund.failure_reason or "",
    )


def id_in(metadata: dict[str, str] | None, name: str) -> UUID | None:
    """Return one of our ids that a gateway carries for us; None when it is none."""
    try:
        return UUID((metadata or {})[name])
    except (KeyError, ValueError):
        return None


def at(seconds: int) -> datetime:
    """Return a gateway's time."""
    return datetime.fromtimestamp(seconds, UTC)


def _named(fact: GatewayFact, ref: str, payment_id: UUID | None) -> GatewayFact:
    return replace(fact, gateway_ref=ref, payment_id=payment_id)
