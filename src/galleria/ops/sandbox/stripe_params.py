"""What Stripe's calls take, and its way of saying what is wrong with it."""

import re
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from galleria.ops.sandbox.stripe_errors import StripeError
from galleria.ops.sandbox.stripe_objects import CaptureMethod, Metadata

Params = TypeVar("Params", bound=Struct)

Amount = Annotated[int, Meta(ge=1, le=99_999_999_999)]
_PLACE = re.compile(r" - at `\$\.?(.*)`$")
_NAME = re.compile(r"field `(\w+)`")


class ParameterError(StripeError):
    """The parameters themselves are wrong: execution never began, so no key is burnt."""


class Nothing(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Parameters of a call that only takes what every call does."""

    expand: list[str] = []


class Listing(Nothing, kw_only=True, frozen=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 10
    payment_intent: str | None = None
    charge: str | None = None


class Product(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    name: str
    description: str | None = None
    images: list[str] = []
    metadata: Metadata = {}


class Price(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    currency: str
    unit_amount: Amount
    product_data: Product
    tax_behavior: str | None = None


class LineItem(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    price_data: Price
    quantity: Annotated[int, Meta(ge=1)] = 1


class IntentOfSession(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    capture_method: CaptureMethod = "automatic"
    description: str | None = None
    metadata: Metadata = {}
    receipt_email: str | None = None
    statement_descriptor_suffix: str | None = None


class CreateSession(Nothing, kw_only=True, frozen=True):
    mode: Literal["payment"]
    line_items: Annotated[list[LineItem], Meta(min_length=1, max_length=100)]
    success_url: str
    cancel_url: str | None = None
    client_reference_id: Annotated[str, Meta(max_length=200)] | None = None
    customer_email: str | None = None
    expires_at: int | None = None
    locale: str | None = None
    metadata: Metadata = {}
    payment_intent_data: IntentOfSession = IntentOfSession()
    payment_method_types: list[str] = field(default_factory=lambda: ["card"])
    submit_type: str | None = None


class CreateIntent(Nothing, kw_only=True, frozen=True):
    amount: Amount
    currency: str
    capture_method: CaptureMethod = "automatic"
    automatic_payment_methods: dict[str, str] = {}
    confirm: bool = False
    description: str | None = None
    metadata: Metadata = {}
    payment_method: str | None = None
    payment_method_types: list[str] = field(default_factory=lambda: ["card"])
    receipt_email: str | None = None
    return_url: str | None = None


class ConfirmIntent(Nothing, kw_only=True, frozen=True):
    payment_method: str | None = None
    return_url: str | None = None


class CaptureIntent(Nothing, kw_only=True, frozen=True):
    amount_to_capture: Amount | None = None
    metadata: Metadata = {}


class CancelIntent(Nothing, kw_only=True, frozen=True):
    cancellation_reason: (
        Literal["duplicate", "fraudulent", "requested_by_customer", "abandoned"] | None
    ) = None


class CreateRefund(Nothing, kw_only=True, frozen=True):
    payment_intent: str | None = None
    charge: str | None = None
    amount: Amount | None = None
    metadata: Metadata = {}
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


def read_params(given: dict[str, Any], wanted: type[Params]) -> Params:
    """Return the parameters; ParameterError names the first that is wrong, as Stripe does."""
    try:
        return msgspec.convert(given, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise _error(str(error)) from None


def _error(message: str) -> ParameterError:
    found = _PLACE.search(message)
    inside = found[1].removesuffix("[...]") if found else ""
    named = _NAME.search(message)
    place = ".".join(it for it in (inside, named[1] if named else "") if it)
    param = _in_brackets(place)
    if "missing required" in message:
        return _wrong(f"Missing required param: {param}.", "parameter_missing", param)
    if "unknown field" in message:
        return _wrong(f"Received unknown parameter: {param}", "parameter_unknown", param)
    if "`int`" in message:
        return _wrong(f"Invalid integer: {param}", "parameter_invalid_integer", param)
    return _wrong(f"Invalid {param}: {message.split(' - at ')[0]}", None, param)


def _wrong(message: str, code: str | None, param: str) -> ParameterError:
    return ParameterError(400, message, code=code, param=param)


def _in_brackets(place: str) -> str:
    first, *rest = place.replace("[", ".").replace("]", "").split(".")
    return first + "".join(f"[{it}]" for it in rest)
