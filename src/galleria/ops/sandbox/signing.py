"""How each gateway signs what it sends, from its documentation, apart from our adapters.

https://docs.stripe.com/webhooks#verify-manually,
https://razorpay.com/docs/webhooks/validate-test.
"""

import hashlib
import hmac
import secrets


def stripe_headers(secret: str, body: bytes, now: int) -> dict[str, str]:
    """Return `Stripe-Signature`; in test mode Stripe adds a v0 that nobody may believe."""
    signature = _hmac(secret, f"{now}.".encode() + body)
    return {"Stripe-Signature": f"t={now},v1={signature},v0={secrets.token_hex(32)}"}


def razorpay_headers(secret: str, body: bytes, event_id: str) -> dict[str, str]:
    """Return `X-Razorpay-Signature` and the event's name, which is not in the body."""
    return {
        "X-Razorpay-Signature": _hmac(secret, body),
        "x-razorpay-event-id": event_id,
    }


def razorpay_checkout_signature(secret: str, order_ref: str, payment_ref: str) -> str:
    """Return what Razorpay's page gives the shop: proof that this order was paid by that."""
    return _hmac(secret, f"{order_ref}|{payment_ref}".encode())


def _hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
