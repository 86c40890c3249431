"""What gateways send us: read as their documentation prints it, believed only when it is signed."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import razorpay
import stripe

from galleria.payments.gateways import ForgedEvent, MalformedEvent, StaleEvent
from galleria.payments.gateways.razorpay_events import read_event as read_razorpay
from galleria.payments.gateways.signatures import hmac_hex, is_signed
from galleria.payments.gateways.stripe_events import read_event as read_stripe
from tests.payments.documented import (
    RAZORPAY_CAPTURED,
    RAZORPAY_REFUNDED,
    STRIPE_INTENT_FAILED,
    STRIPE_REFUND,
    STRIPE_SESSION_COMPLETED,
)

SECRET, OLD_SECRET = "whsec_new", "whsec_old"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
OF_RAZORPAY = datetime.fromtimestamp(1691735748, UTC) + timedelta(minutes=1)


def stripe_header(body: str, secret: str = SECRET, at: datetime = NOW) -> str:
    """Sign as Stripe's own package does."""
    signing = stripe.WebhookSignature
    return signing.generate_signature_header(body, secret, int(at.timestamp()))


def razorpay_headers(body: str, secret: str = SECRET) -> dict[str, str]:
    signature = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return {"x-razorpay-signature": signature, "x-razorpay-event-id": "evt_1"}


def test_stripes_session_says_that_it_is_paid() -> None:
    body = STRIPE_SESSION_COMPLETED
    fact = read_stripe(stripe_header(body), body.encode(), [SECRET], NOW)
    assert (fact.kind, fact.amount_minor, fact.currency) == ("captured", 2198, "USD")
    assert fact.gateway_ref == "cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u"
    assert fact.gateway_payment_id == "pi_3MtwBwLkdIwHu7ix28a3tqPa"
    assert fact.event_id == "evt_1NG8Du2eZvKYlo2CUI79vXWy"


def test_stripes_intent_says_why_it_failed() -> None:
    body = STRIPE_INTENT_FAILED
    fact = read_stripe(stripe_header(body), body.encode(), [SECRET], NOW)
    assert (fact.kind, fact.failure_code) == ("failed", "insufficient_funds")
    assert fact.failure_detail == "Your card has insufficient funds."


def test_stripes_refund_says_how_much_went_back() -> None:
    body = STRIPE_REFUND
    fact = read_stripe(stripe_header(body), body.encode(), [SECRET], NOW)
    assert (fact.kind, fact.amount_minor) == ("refunded", 1000)
    assert fact.gateway_refund_id == "re_1Nispe2eZvKYlo2Cd31jOCgZ"


def test_razorpays_payment_says_that_it_is_captured() -> None:
    body = RAZORPAY_CAPTURED
    fact = read_razorpay(razorpay_headers(body), body.encode(), [SECRET], OF_RAZORPAY)
    assert (fact.kind, fact.amount_minor, fact.currency) == ("captured", 100, "SGD")
    assert (fact.gateway_ref, fact.gateway_payment_id) == (
        "order_DESoU2tqHnsx5t", "pay_DESp9bgForNoUd"
    )  # fmt: skip
    assert fact.event_id == "evt_1"


def test_razorpays_refund_says_how_much_went_back() -> None:
    body, now = RAZORPAY_REFUNDED, datetime.fromtimestamp(1627528700, UTC)
    fact = read_razorpay(razorpay_headers(body), body.encode(), [SECRET], now)
    assert (fact.kind, fact.amount_minor) == ("refunded", 4000)
    assert fact.gateway_refund_id == "rfnd_Heax5rxucwf2aS"
    assert fact.gateway_ref == "order_HeGCnjDGqpe5oW"


def test_an_event_of_no_concern_is_ignored() -> None:
    body = '{"id": "evt_9", "type": "customer.created", "created": 1, "data": {"object": {}}}'
    assert read_stripe(stripe_header(body), body.encode(), [SECRET], NOW).kind == "ignored"


def test_our_signature_is_the_one_that_the_official_packages_verify() -> None:
    body = STRIPE_REFUND
    at = int(datetime.now(UTC).timestamp())
    header = f"t={at},v1={hmac_hex(SECRET, f'{at}.{body}'.encode())}"
    assert stripe.Webhook.construct_event(body, header, SECRET).id.startswith("evt_")
    utility = razorpay.Utility(SimpleNamespace(auth=("key", SECRET)))
    assert utility.verify_webhook_signature(body, hmac_hex(SECRET, body.encode()), SECRET)
    paid = {
        "razorpay_order_id": "order_1",
        "razorpay_payment_id": "pay_1",
        "razorpay_signature": hmac_hex(SECRET, b"order_1|pay_1"),
    }
    assert utility.verify_payment_signature(paid)


@pytest.mark.parametrize("secrets", [[SECRET, OLD_SECRET], [OLD_SECRET]])
def test_while_a_secret_is_replaced_both_are_believed(secrets: list[str]) -> None:
    body = STRIPE_REFUND
    new, old = stripe_header(body), stripe_header(body, OLD_SECRET)
    both = f"{new},{old.split(',')[1]}"
    assert read_stripe(both, body.encode(), secrets, NOW).kind == "refunded"


@pytest.mark.parametrize(
    "header",
    [
        "", "t=1", "v1=abc", "t=x,v1=abc", "t=1,t=2,v1=abc", "t=99999999999999,v1=a", "t=²,v1=a",
        f"t={int(NOW.timestamp())},v1={'0' * 64}", f"t={int(NOW.timestamp())},v0={'0' * 64}",
    ],
)  # fmt: skip
def test_what_is_not_signed_is_forged(header: str) -> None:
    with pytest.raises(ForgedEvent):
        read_stripe(header, STRIPE_REFUND.encode(), [SECRET], NOW)


def test_a_changed_body_is_forged() -> None:
    body = STRIPE_REFUND
    changed = body.replace("1000", "9999").encode()
    with pytest.raises(ForgedEvent):
        read_stripe(stripe_header(body), changed, [SECRET], NOW)
    with pytest.raises(ForgedEvent):
        read_razorpay(razorpay_headers(body), changed, [SECRET], NOW)
    with pytest.raises(ForgedEvent):
        read_razorpay({}, body.encode(), [SECRET], NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_event_signed_long_ago_is_stale(seconds: int) -> None:
    header = stripe_header(STRIPE_REFUND, at=NOW + timedelta(seconds=seconds))
    with pytest.raises(StaleEvent):
        read_stripe(header, STRIPE_REFUND.encode(), [SECRET], NOW)


def test_razorpays_old_event_is_stale() -> None:
    body = RAZORPAY_CAPTURED
    late = OF_RAZORPAY + timedelta(days=4)
    with pytest.raises(StaleEvent):
        read_razorpay(razorpay_headers(body), body.encode(), [SECRET], late)


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"id": 1}', '{"event": "x"}', "null"])
def test_what_cannot_be_read_is_malformed(body: str) -> None:
    with pytest.raises(MalformedEvent):
        read_stripe(stripe_header(body), body.encode(), [SECRET], NOW)
    with pytest.raises(MalformedEvent):
        read_razorpay(razorpay_headers(body), body.encode(), [SECRET], NOW)


def test_a_signature_of_no_ascii_is_no_signature() -> None:
    assert not is_signed(b"x", ["\udcff²"], [SECRET])
