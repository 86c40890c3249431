"""Razorpay's webhooks: `X-Razorpay-Signature` over the raw body, and the fact inside.

https://razorpay.com/docs/webhooks/validate-test: the signature has no time, so the age is that of
the event itself, which is delivered again for a day. `x-razorpay-event-id` names it.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from galleria.payments.gateways.facts import GatewayFact
from galleria.payments.gateways.razorpay_objects import (
    RazorpayPayment,
    RazorpayRefund,
    at,
    fact_of_payment,
    fact_of_refund,
)
from galleria.payments.gateways.refusals import ForgedEvent, MalformedEvent, StaleEvent
from galleria.payments.gateways.signatures import is_signed

AGE_MAX = timedelta(days=3)
AHEAD_MAX = timedelta(minutes=5)
EVENT_ID_LENGTH_MAX = 200


class _OfPayment(Struct, frozen=True):
    entity: RazorpayPayment


class _OfRefund(Struct, frozen=True):
    entity: RazorpayRefund


class _Payload(Struct, frozen=True):
    payment: _OfPayment | None = None
    refund: _OfRefund | None = None


class _Event(Struct, frozen=True):
    event: str
    created_at: int
    payload: _Payload


def read_event(
    headers: Mapping[str, str], body: bytes, secrets: list[str], now: datetime
) -> GatewayFact:
    """Return the fact in a signed event; ForgedEvent, StaleEvent or MalformedEvent."""
    if not is_signed(body, [headers.get("x-razorpay-signature", "")], secrets):
        raise ForgedEvent
    try:
        event = msgspec.json.decode(body, type=_Event)
        occurred_at = at(event.created_at)
        fact = _fact(event, occurred_at)
    except (msgspec.DecodeError, ValueError, OverflowError, OSError):
        raise MalformedEvent from None
    if not now - AGE_MAX <= occurred_at <= now + AHEAD_MAX:
        raise StaleEvent(f"It is more than {AGE_MAX.days} days old.")
    # The same bytes are the same event, where it has no name.
    named = headers.get("x-razorpay-event-id", "")[:EVENT_ID_LENGTH_MAX]
    event_id = named or f"sha256-{hashlib.sha256(body).hexdigest()}"
    return replace(fact, event_id=event_id, event_type=event.event, occurred_at=occurred_at)


def _fact(event: _Event, occurred_at: datetime) -> GatewayFact:
    family = event.event.partition(".")[0]
    payment, refund = event.payload.payment, event.payload.refund
    if family == "refund" and refund is not None:
        fact = fact_of_refund(refund.entity)
        ref = payment.entity.order_id if payment is not None else None
        return replace(fact, gateway_ref=ref)
    if family in ("payment", "order") and payment is not None and "dispute" not in event.event:
        return fact_of_payment(payment.entity)
    return GatewayFact(kind="ignored", occurred_at=occurred_at)
