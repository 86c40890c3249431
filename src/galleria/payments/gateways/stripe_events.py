"""Stripe's webhooks: `Stripe-Signature: t=…,v1=…` over "t.body", and the fact inside.

https://docs.stripe.com/webhooks#verify-manually: several v1 while a secret is rotated; an event
signed more than five minutes ago is refused, so that nobody can send it again later.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from galleria.payments.gateways.facts import FactKind, GatewayFact
from galleria.payments.gateways.refusals import ForgedEvent, MalformedEvent, StaleEvent
from galleria.payments.gateways.signatures import is_signed
from galleria.payments.gateways.stripe_objects import (
    Intent,
    Session,
    StripeRefund,
    at,
    fact_of_intent,
    fact_of_refund,
    facts_of_session,
)

TOLERANCE_S = 300
SIGNATURES_MAX = 16
HEADER_LENGTH_MAX = 4_000

# What an event is of. What its object says counts; what its name says is only checked here.
_OBJECTS: dict[str, Any] = {
    "checkout.session.completed": Session,
    "checkout.session.async_payment_succeeded": Session,
    "checkout.session.async_payment_failed": Session,
    "checkout.session.expired": Session,
    "payment_intent.succeeded": Intent,
    "payment_intent.amount_capturable_updated": Intent,
    "payment_intent.payment_failed": Intent,
    "payment_intent.processing": Intent,
    "payment_intent.canceled": Intent,
    "refund.created": StripeRefund,
    "refund.updated": StripeRefund,
    "refund.failed": StripeRefund,
    "charge.refund.updated": StripeRefund,
}


class _Inside(Struct, frozen=True):
    object: Raw


class _Event(Struct, frozen=True):
    id: str
    type: str
    created: int
    data: _Inside


def read_event(header: str, body: bytes, secrets: list[str], now: datetime) -> GatewayFact:
    """Return the fact in a signed event; ForgedEvent, StaleEvent or MalformedEvent."""
    signed_at, signatures = _signature(header)
    if not is_signed(b"%d.%s" % (signed_at, body), signatures, secrets):
        raise ForgedEvent
    if abs(now.timestamp() - signed_at) > TOLERANCE_S:
        raise StaleEvent(f"It was signed more than {TOLERANCE_S} s from now.")
    try:
        event = msgspec.json.decode(body, type=_Event)
        return _fact(event)
    except (msgspec.DecodeError, ValueError, OverflowError, OSError):
        raise MalformedEvent from None


def _fact(event: _Event) -> GatewayFact:
    wanted = _OBJECTS.get(event.type)
    if wanted is None:
        fact = GatewayFact(kind="ignored", occurred_at=at(event.created))
    else:
        fact = _of(msgspec.json.decode(event.data.object, type=wanted), event.type)
    return replace(fact, event_id=event.id, event_type=event.type, occurred_at=at(event.created))


def _of(said: Session | Intent | StripeRefund, event_type: str) -> GatewayFact:
    if isinstance(said, StripeRefund):
        return fact_of_refund(said)
    if isinstance(said, Intent):
        return fact_of_intent(said)
    fact = facts_of_session(said)[0]
    # A delayed method that failed leaves its session as it was: complete, and unpaid.
    failed: FactKind = "failed"
    is_failed = event_type == "checkout.session.async_payment_failed"
    return replace(fact, kind=failed) if is_failed else fact


def _signature(header: str) -> tuple[int, list[str]]:
    parts = [part.strip().partition("=") for part in header[:HEADER_LENGTH_MAX].split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1"]
    is_sound = len(times) == 1 and times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12
    if not is_sound or not signatures:
        raise ForgedEvent("Stripe-Signature must be t=…,v1=….")
    return int(times[0]), signatures[:SIGNATURES_MAX]
