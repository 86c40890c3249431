"""What a gateway's fact makes of a payment: forward only, whatever comes twice or late. Pure."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from galleria.payments.gateways import GatewayFact
from galleria.payments.rows import PaymentRow

Outcome = Literal[
    "nothing",
    "pending",
    "authorized",
    "captured",
    "late",
    "mismatched",
    "failed",
    "cancelled",
    "unwanted",
]


class Decision(Struct, frozen=True):
    """The payment as it is now, and what happened to it."""

    payment: PaymentRow
    outcome: Outcome


def decide(payment: PaymentRow, fact: GatewayFact, *, is_wanted: bool) -> Decision:
    """Return what `fact` makes of the payment; `is_wanted`: its order waits to be paid.

    A payment that failed or was called off may still be paid: a page that was left open was used.
    """
    named = _named(payment, fact)
    match fact.kind:
        case "captured":
            return _captured(named, fact, is_wanted=is_wanted)
        case "authorized":
            return _authorized(named, fact, is_wanted=is_wanted)
        case "failed" if payment.state in ("created", "pending"):
            failed = replace(
                payment,
                state="failed",
                failure_code=fact.failure_code[:200],
                failure_detail=fact.failure_detail,
            )
            return Decision(failed, "failed")
        case "cancelled" if payment.state in ("created", "pending", "authorized"):
            return Decision(replace(payment, state="cancelled", wanted=None), "cancelled")
        case "cancelled" if payment.wanted == "cancel":
            return Decision(replace(payment, wanted=None), "nothing")
        case "pending" if payment.state == "created":
            return Decision(replace(named, state="pending"), "pending")
        case _:
            return Decision(payment, "nothing")


def _captured(payment: PaymentRow, fact: GatewayFact, *, is_wanted: bool) -> Decision:
    if payment.state in ("captured", "mismatched"):
        return Decision(payment, "nothing")
    taken = replace(
        payment,
        captured_minor=fact.amount_minor,
        captured_at=fact.occurred_at,
        wanted=None,
        failure_code=None,
        failure_detail=None,
    )
    if not _is_as_asked(payment, fact):
        wrong = replace(taken, state="mismatched", received_currency=fact.currency)
        return Decision(wrong, "mismatched")
    if not is_wanted:
        return Decision(replace(taken, state="captured", is_late=True), "late")
    return Decision(replace(taken, state="captured"), "captured")


def _authorized(payment: PaymentRow, fact: GatewayFact, *, is_wanted: bool) -> Decision:
    if payment.state in ("authorized", "captured", "mismatched"):
        return Decision(payment, "nothing")
    if not is_wanted or not _is_as_asked(payment, fact):
        # Nothing is taken yet: it is let go, and the shopper keeps the money.
        state = "cancelled" if payment.state in ("created", "pending") else payment.state
        return Decision(replace(payment, state=state, wanted="cancel"), "unwanted")
    return Decision(replace(payment, state="authorized"), "authorized")


def _is_as_asked(payment: PaymentRow, fact: GatewayFact) -> bool:
    return fact.amount_minor == payment.amount_minor and fact.currency == payment.currency


def _named(payment: PaymentRow, fact: GatewayFact) -> PaymentRow:
    """Return the payment with the gateway's name of the try that got furthest."""
    if fact.kind not in ("captured", "authorized") or fact.gateway_payment_id is None:
        return payment
    is_further = payment.state == "authorized" and fact.kind == "captured"
    if payment.state in ("authorized", "captured", "mismatched") and not is_further:
        return payment
    return replace(payment, gateway_payment_id=fact.gateway_payment_id)
