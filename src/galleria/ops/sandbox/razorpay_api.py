"""Razorpay's calls: which address does what, and its way to say no."""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta, Struct

from galleria.ops.sandbox.calling import Called, Replied
from galleria.ops.sandbox.kept import Kept
from galleria.ops.sandbox.razorpay_book import Ordered, RazorpayBook
from galleria.ops.sandbox.razorpay_errors import ErrorBody, RazorpayError
from galleria.ops.sandbox.razorpay_objects import Collection, Notes, Order, Payment, Refund

P = TypeVar("P", bound=Struct)
T = TypeVar("T")

AMOUNT_MIN = 100
LISTED_MAX = 100

Amount = Annotated[int, Meta(ge=1, le=99_999_999_999)]
Count = Annotated[int, Meta(ge=1, le=LISTED_MAX)]


class CaptureOptions(Struct, frozen=True):
    automatic_expiry_period: int | None = None
    manual_expiry_period: int | None = None
    refund_speed: str | None = None


class HowCaptured(Struct, frozen=True):
    capture: str = "manual"
    capture_options: CaptureOptions = CaptureOptions()


class CreateOrder(Struct, frozen=True, forbid_unknown_fields=True):
    amount: Amount
    currency: str
    receipt: Annotated[str, Meta(max_length=40)] | None = None
    notes: Notes = []
    partial_payment: bool = False
    payment: HowCaptured | None = None
    payment_capture: bool | int | None = None


class CapturePayment(Struct, frozen=True, forbid_unknown_fields=True):
    amount: Amount
    currency: str = "INR"


class CreateRefund(Struct, frozen=True, forbid_unknown_fields=True):
    amount: Amount | None = None
    payment_id: str | None = None
    speed: str = "normal"
    notes: Notes = []
    receipt: str | None = None


class Listing(Struct, frozen=True):
    count: Count = 10
    skip: Annotated[int, Meta(ge=0)] = 0
    receipt: str | None = None
    payment_id: str | None = None


class _Refunded(Struct, frozen=True):
    path: str
    text: str
    body: bytes


class RazorpayApi:
    """Answers an account's calls."""

    def __init__(self, book: RazorpayBook) -> None:
        self.book = book
        self.refunded: Kept[_Refunded] = Kept()

    def reply(self, called: Called) -> Replied:
        """Return the answer. Only refunds know keys of idempotency."""
        try:
            kept = self.refunded.get(called.key) if called.key is not None else None
            if kept is not None:
                return Replied(200, _again(kept, called))
            do, ref = _found(called)
            body = msgspec.json.encode(do(self.book, ref, called))
        except RazorpayError as error:
            return self.refused(error)
        if called.key is not None and called.path.endswith(("/refund", "/refunds")):
            self.refunded.keep(called.key, _Refunded(called.path, called.text, body))
        return Replied(200, body)

    @staticmethod
    def refused(error: RazorpayError) -> Replied:
        """Return an error as Razorpay sends it."""
        return Replied(error.status, msgspec.json.encode(ErrorBody(error.error)))


def _again(kept: _Refunded, called: Called) -> bytes:
    if (kept.path, kept.text) != (called.path, called.text):
        raise RazorpayError("Different request body for the same idempotency key")
    return kept.body


def create_order(book: RazorpayBook, ref: str, called: Called) -> Order:
    """POST /v1/orders."""
    asked = _read(called, CreateOrder)
    if not (len(asked.currency) == 3 and asked.currency.isupper()):
        raise RazorpayError("Currency is not supported", field="currency")
    if asked.amount < AMOUNT_MIN:
        raise RazorpayError("Order amount less than minimum amount allowed", field="amount")
    order = Order(
        amount=asked.amount,
        amount_due=asked.amount,
        currency=asked.currency,
        receipt=asked.receipt,
        notes=asked.notes or [],
    )
    how = asked.payment.capture if asked.payment is not None else ""
    at_once = how == "automatic" if how else bool(asked.payment_capture)
    book.open_order(Ordered(order, [], at_once))
    return order


def list_orders(book: RazorpayBook, ref: str, called: Called) -> Collection:
    """GET /v1/orders."""
    asked = _listing(called)
    orders = [it.order for it in book.orders.newest_first()]
    return _page([it for it in orders if asked.receipt in (None, it.receipt)], asked)


def fetch_order(book: RazorpayBook, ref: str, called: Called) -> Order:
    """GET /v1/orders/{id}."""
    return _of(book.orders, ref).order


def payments_of_order(book: RazorpayBook, ref: str, called: Called) -> Collection:
    """GET /v1/orders/{id}/payments."""
    tries = list(reversed(_of(book.orders, ref).tries))
    return Collection(len(tries), tries)


def list_payments(book: RazorpayBook, ref: str, called: Called) -> Collection:
    """GET /v1/payments."""
    return _page(book.payments.newest_first(), _listing(called))


def fetch_payment(book: RazorpayBook, ref: str, called: Called) -> Payment:
    """GET /v1/payments/{id}."""
    return _of(book.payments, ref)


def capture_payment(book: RazorpayBook, ref: str, called: Called) -> Payment:
    """POST /v1/payments/{id}/capture."""
    asked = _read(called, CapturePayment)
    payment = _of(book.payments, ref)
    book.capture(payment, asked.amount, asked.currency)
    book.told(payment.amount)
    return payment


def refund_payment(book: RazorpayBook, ref: str, called: Called) -> Refund:
    """POST /v1/payments/{id}/refund, and POST /v1/refunds with a payment_id."""
    asked = _read(called, CreateRefund)
    payment = _of(book.payments, ref or asked.payment_id or "")
    if payment.status == "refunded":
        raise RazorpayError("The payment has been fully refunded already")
    if payment.status != "captured":
        raise RazorpayError("The payment status should be captured for action to be taken")
    left = payment.amount - payment.amount_refunded
    amount = asked.amount or left
    if amount > left:
        raise RazorpayError(
            "The refund amount provided is greater than amount captured", field="amount"
        )
    refund = Refund(
        amount=amount,
        currency=payment.currency,
        payment_id=payment.id,
        notes=asked.notes or [],
        receipt=asked.receipt,
        speed_requested=asked.speed,
    )
    book.refund(payment, refund)
    book.told(payment.amount)
    return refund


def list_refunds(book: RazorpayBook, ref: str, called: Called) -> Collection:
    """GET /v1/refunds, and of one payment."""
    asked = _listing(called)
    wanted = ref or asked.payment_id
    refunds = book.refunds.newest_first()
    return _page([it for it in refunds if wanted in (None, it.payment_id)], asked)


def fetch_refund(book: RazorpayBook, ref: str, called: Called) -> Refund:
    """GET /v1/refunds/{id}, and of one payment."""
    return _of(book.refunds, ref)


_REF = r"/(?P<ref>\w+)"
_Do = Callable[[RazorpayBook, str, Called], Struct]
CALLS: tuple[tuple[str, str, _Do], ...] = (
    ("POST", "/v1/orders", create_order),
    ("GET", "/v1/orders", list_orders),
    ("GET", f"/v1/orders{_REF}", fetch_order),
    ("GET", f"/v1/orders{_REF}/payments", payments_of_order),
    ("GET", "/v1/payments", list_payments),
    ("GET", f"/v1/payments{_REF}", fetch_payment),
    ("POST", f"/v1/payments{_REF}/capture", capture_payment),
    ("POST", f"/v1/payments{_REF}/refund", refund_payment),
    ("GET", f"/v1/payments{_REF}/refunds", list_refunds),
    ("GET", rf"/v1/payments/\w+/refunds{_REF}", fetch_refund),
    ("POST", "/v1/refunds", refund_payment),
    ("GET", "/v1/refunds", list_refunds),
    ("GET", f"/v1/refunds{_REF}", fetch_refund),
)


def _found(called: Called) -> tuple[_Do, str]:
    for method, path, do in CALLS:
        matched = re.fullmatch(path, called.path)
        if matched is not None and method == called.method:
            return do, matched.groupdict().get("ref", "")
    raise RazorpayError("The requested URL was not found on the server.")


def _of(kept: Kept[T], ref: str) -> T:
    found = kept.get(ref)
    if found is None:
        raise RazorpayError("The id provided does not exist")
    return found


def _page(found: list[Any], asked: Listing) -> Collection:
    items = found[asked.skip : asked.skip + asked.count]
    return Collection(len(items), items)


def _listing(called: Called) -> Listing:
    try:
        return msgspec.convert(dict(parse_qsl(called.query)), Listing, strict=False)
    except msgspec.ValidationError as error:
        raise RazorpayError(str(error)) from None


def _read(called: Called, wanted: type[P]) -> P:
    """Return the body. Razorpay takes forms, too; only their flat fields are read here."""
    try:
        if not called.is_form:
            return msgspec.json.decode(called.text or "{}", type=wanted)
        return msgspec.convert(dict(parse_qsl(called.text)), wanted, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from None
    except msgspec.DecodeError:
        raise RazorpayError("The request body is not sound JSON.") from None


def _invalid(message: str) -> RazorpayError:
    fault, _, place = message.partition(" - at `$")
    name = place.strip(".`") or (re.search(r"field `(\w+)`", fault) or ["", ""])[1]
    if "missing required" in fault:
        return RazorpayError(f"The {name} field is required.", field=name)
    if "unknown field" in fault:
        return RazorpayError(f"{name} is/are not required and should not be sent", field=name)
    if "length <= 40" in fault:
        return RazorpayError(f"The {name} may not be greater than 40 characters.", field=name)
    return RazorpayError(f"The {name} must be valid: {fault}", field=name)
