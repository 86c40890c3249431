"""Stripe's calls about refunds and charges."""

from galleria.ops.sandbox.calling import Params
from galleria.ops.sandbox.stripe_book import StripeBook
from galleria.ops.sandbox.stripe_call import Done, ListObject, found_in
from galleria.ops.sandbox.stripe_errors import StripeError
from galleria.ops.sandbox.stripe_objects import Charge, Refund
from galleria.ops.sandbox.stripe_params import CreateRefund, Listing, Nothing, read_params


def create_refund(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """POST /v1/refunds."""
    asked = read_params(params, CreateRefund)
    charge = _refundable(book, asked)
    left = charge.amount_captured - charge.amount_refunded
    if left <= 0:
        raise StripeError(
            400, f"Charge {charge.id} has already been refunded.", code="charge_already_refunded"
        )
    amount = asked.amount or left
    if amount > left:
        raise StripeError(
            400,
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
        )
    refund = Refund(
        amount=amount,
        charge=charge.id,
        currency=charge.currency,
        metadata=asked.metadata,
        payment_intent=charge.payment_intent,
        reason=asked.reason,
    )
    book.refund(refund)
    return Done(refund, charge.amount)


def retrieve_refund(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """GET /v1/refunds/{id}."""
    read_params(params, Nothing)
    return Done(found_in(book.refunds, ref, "refund", "refund"))


def list_refunds(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """GET /v1/refunds."""
    asked = read_params(params, Listing)
    found = [
        it
        for it in book.refunds.newest_first()
        if asked.payment_intent in (None, it.payment_intent) and asked.charge in (None, it.charge)
    ]
    return Done(ListObject(found[: asked.limit], "/v1/refunds", len(found) > asked.limit))


def retrieve_charge(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """GET /v1/charges/{id}."""
    read_params(params, Nothing)
    return Done(found_in(book.charges, ref, "charge", "charge"))


def _refundable(book: StripeBook, asked: CreateRefund) -> Charge:
    if asked.charge is not None:
        return found_in(book.charges, asked.charge, "charge", "charge")
    if asked.payment_intent is None:
        raise StripeError(
            400,
            "One of the following params should be provided for this request: payment_intent or "
            "charge.",
        )
    intent = found_in(book.intents, asked.payment_intent, "payment_intent", "payment_intent")
    charge = book.charges.get(intent.latest_charge or "")
    if charge is None or not charge.captured:
        raise StripeError(
            400,
            f"This PaymentIntent ({intent.id}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
        )
    return charge
