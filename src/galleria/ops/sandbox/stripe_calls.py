"""What each of Stripe's addresses does."""

from galleria.ops.sandbox.calling import Params
from galleria.ops.sandbox.stripe_book import Checkout, StripeBook
from galleria.ops.sandbox.stripe_call import Call, Done, found_in
from galleria.ops.sandbox.stripe_errors import StripeError
from galleria.ops.sandbox.stripe_objects import Intent, Session
from galleria.ops.sandbox.stripe_params import (
    CancelIntent,
    CaptureIntent,
    ConfirmIntent,
    CreateIntent,
    CreateSession,
    Nothing,
    read_params,
)
from galleria.ops.sandbox.stripe_refund_calls import (
    create_refund,
    list_refunds,
    retrieve_charge,
    retrieve_refund,
)

# Below these Stripe takes nothing; a few currencies are enough to try it.
AMOUNTS_MIN = {"usd": 50, "eur": 50, "gbp": 30, "inr": 50, "jpy": 50, "chf": 50}
DECLINED = frozenset({"pm_card_chargeDeclined", "pm_card_visa_chargeDeclined"})


def create_session(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """POST /v1/checkout/sessions."""
    asked = read_params(params, CreateSession)
    amount = sum(it.price_data.unit_amount * it.quantity for it in asked.line_items)
    currencies = {it.price_data.currency for it in asked.line_items}
    if len(currencies) > 1:
        raise StripeError(400, "All line items must have the same currency.", param="line_items")
    currency = currencies.pop()
    _refuse_amount(amount, currency, "line_items")
    of_intent = asked.payment_intent_data
    intent = Intent(
        amount=amount,
        currency=currency,
        capture_method=of_intent.capture_method,
        description=of_intent.description,
        metadata=of_intent.metadata,
        receipt_email=of_intent.receipt_email,
    )
    session = Session(
        amount_subtotal=amount,
        amount_total=amount,
        cancel_url=asked.cancel_url,
        client_reference_id=asked.client_reference_id,
        currency=currency,
        customer_email=asked.customer_email,
        locale=asked.locale,
        metadata=asked.metadata,
        payment_method_types=asked.payment_method_types,
        success_url=asked.success_url,
    )
    session.expires_at = asked.expires_at or session.expires_at
    session.url = f"{page_url}/pay/{session.id}"
    book.open_checkout(Checkout(session, intent))
    return Done(session, amount)


def retrieve_session(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """GET /v1/checkout/sessions/{id}."""
    read_params(params, Nothing)
    return Done(found_in(book.checkouts, ref, "checkout.session", "session").session)


def expire_session(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """POST /v1/checkout/sessions/{id}/expire."""
    read_params(params, Nothing)
    checkout = found_in(book.checkouts, ref, "checkout.session", "session")
    session = checkout.session
    if session.status != "open":
        raise StripeError(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of `{session.status}`.",
        )
    session.status, session.url = "expired", None
    if session.payment_intent is not None:
        book.cancel(checkout.intent, None)
    book.note_session("checkout.session.expired", session)
    return Done(session, session.amount_total)


def create_intent(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """POST /v1/payment_intents."""
    asked = read_params(params, CreateIntent)
    _refuse_amount(asked.amount, asked.currency, "amount")
    intent = Intent(
        amount=asked.amount,
        currency=asked.currency,
        capture_method=asked.capture_method,
        description=asked.description,
        metadata=asked.metadata,
        payment_method=asked.payment_method,
        payment_method_types=asked.payment_method_types,
        receipt_email=asked.receipt_email,
        status="requires_confirmation" if asked.payment_method else "requires_payment_method",
    )
    book.open_intent(intent)
    if asked.confirm:
        _confirm(book, intent, asked.payment_method)
    return Done(intent, intent.amount)


def retrieve_intent(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """GET /v1/payment_intents/{id}."""
    read_params(params, Nothing)
    return Done(found_in(book.intents, ref, "payment_intent", "intent"))


def confirm_intent(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """POST /v1/payment_intents/{id}/confirm."""
    asked = read_params(params, ConfirmIntent)
    intent = found_in(book.intents, ref, "payment_intent", "intent")
    _confirm(book, intent, asked.payment_method or intent.payment_method)
    return Done(intent, intent.amount)


def capture_intent(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """POST /v1/payment_intents/{id}/capture."""
    asked = read_params(params, CaptureIntent)
    intent = found_in(book.intents, ref, "payment_intent", "intent")
    book.capture(intent, asked.amount_to_capture or intent.amount_capturable)
    return Done(intent, intent.amount)


def cancel_intent(book: StripeBook, ref: str, params: Params, page_url: str) -> Done:
    """POST /v1/payment_intents/{id}/cancel."""
    asked = read_params(params, CancelIntent)
    intent = found_in(book.intents, ref, "payment_intent", "intent")
    checkout = book.checkout_of(intent)
    if checkout is not None and checkout.session.status == "open":
        raise StripeError(
            400,
            "You cannot cancel a PaymentIntent that was created by a Checkout Session. Expire the "
            "Checkout Session instead.",
            code="payment_intent_unexpected_state",
        )
    book.cancel(intent, asked.cancellation_reason)
    return Done(intent, intent.amount)


_SESSIONS = "/v1/checkout/sessions"
_INTENTS = "/v1/payment_intents"
_REF = r"/(?P<ref>\w+)"

CALLS = (
    Call("POST", _SESSIONS, create_session),
    Call("GET", _SESSIONS + _REF, retrieve_session),
    Call("POST", f"{_SESSIONS}{_REF}/expire", expire_session),
    Call("POST", _INTENTS, create_intent),
    Call("GET", _INTENTS + _REF, retrieve_intent),
    Call("POST", f"{_INTENTS}{_REF}/confirm", confirm_intent),
    Call("POST", f"{_INTENTS}{_REF}/capture", capture_intent),
    Call("POST", f"{_INTENTS}{_REF}/cancel", cancel_intent),
    Call("POST", "/v1/refunds", create_refund),
    Call("GET", "/v1/refunds", list_refunds),
    Call("GET", f"/v1/refunds{_REF}", retrieve_refund),
    Call("GET", f"/v1/charges{_REF}", retrieve_charge),
)


def _confirm(book: StripeBook, intent: Intent, payment_method: str | None) -> None:
    if intent.status not in ("requires_payment_method", "requires_confirmation"):
        raise StripeError(
            400,
            f"You cannot confirm this PaymentIntent because it has already {intent.status} after "
            "being previously confirmed.",
            code="payment_intent_unexpected_state",
        )
    if payment_method is None:
        raise StripeError(
            400,
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    if payment_method in DECLINED:
        book.decline(intent)
    else:
        book.pay(intent, is_manual=intent.capture_method == "manual")
    if intent.last_payment_error is not None:
        book.told(intent.amount)
        raise StripeError(
            402,
            intent.last_payment_error.message,
            type="card_error",
            code="card_declined",
            decline_code="generic_decline",
        )


def _refuse_amount(amount: int, currency: str, param: str) -> None:
    if not (len(currency) == 3 and currency.isascii() and currency.islower()):
        raise StripeError(400, f"Invalid currency: {currency}", param="currency")
    if amount < AMOUNTS_MIN.get(currency, 1):
        raise StripeError(
            400,
            f"Amount must convert to at least {AMOUNTS_MIN[currency]} {currency}.",
            code="amount_too_small",
            param=param,
        )
