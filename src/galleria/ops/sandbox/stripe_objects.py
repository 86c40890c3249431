"""Stripe's objects, with the fields its API always sends; they are what the sandbox remembers.

https://docs.stripe.com/api: a field that says nothing is null, not absent.
"""

from typing import Any, Literal, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from galleria.ops.sandbox.ids import now_s, reference

API_VERSION = "2025-03-31.basil"
SESSION_LIFE_S = 24 * 3600

Metadata = dict[str, str]
CaptureMethod = Literal["automatic", "automatic_async", "manual"]


class PaymentError(Struct, frozen=True):
    """Why the last try to pay failed."""

    code: str = "card_declined"
    decline_code: str | None = "generic_decline"
    message: str = "Your card was declined."
    type: str = "card_error"
    charge: str | None = None
    doc_url: str = "https://stripe.com/docs/error-codes/card-declined"


class Intent(Struct, kw_only=True):
    """A PaymentIntent."""

    id: str = field(default_factory=lambda: reference("pi", 24))
    object: Literal["payment_intent"] = "payment_intent"
    amount: int
    amount_capturable: int = 0
    amount_details: dict[str, Any] = field(default_factory=lambda: {"tip": {}})
    amount_received: int = 0
    application: None = None
    application_fee_amount: None = None
    automatic_payment_methods: None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None
    capture_method: CaptureMethod = "automatic"
    client_secret: str | None = None
    confirmation_method: str = "automatic"
    created: int = field(default_factory=now_s)
    currency: str
    customer: None = None
    description: str | None = None
    last_payment_error: PaymentError | None = None
    latest_charge: str | None = None
    livemode: bool = False
    metadata: Metadata = field(default_factory=dict[str, str])
    next_action: None = None
    on_behalf_of: None = None
    payment_method: str | None = None
    payment_method_options: dict[str, Any] = field(default_factory=dict[str, Any])
    payment_method_types: list[str] = field(default_factory=lambda: ["card"])
    processing: None = None
    receipt_email: str | None = None
    review: None = None
    setup_future_usage: None = None
    shipping: None = None
    source: None = None
    statement_descriptor: None = None
    statement_descriptor_suffix: None = None
    status: str = "requires_payment_method"
    transfer_data: None = None
    transfer_group: None = None

    def __post_init__(self) -> None:
        self.client_secret = self.client_secret or reference(f"{self.id}_secret", 25)


class Charge(Struct, kw_only=True):
    """A Charge: one try to take the money of an intent."""

    id: str = field(default_factory=lambda: reference("ch", 24))
    object: Literal["charge"] = "charge"
    amount: int
    amount_captured: int = 0
    amount_refunded: int = 0
    balance_transaction: str | None = None
    billing_details: dict[str, Any] = field(
        default_factory=lambda: {"address": None, "email": None, "name": None, "phone": None}
    )
    calculated_statement_descriptor: str = "GALLERIA SANDBOX"
    captured: bool = False
    created: int = field(default_factory=now_s)
    currency: str
    customer: None = None
    description: str | None = None
    disputed: bool = False
    failure_code: str | None = None
    failure_message: str | None = None
    fraud_details: dict[str, Any] = field(default_factory=dict[str, Any])
    livemode: bool = False
    metadata: Metadata = field(default_factory=dict[str, str])
    outcome: None = None
    paid: bool = False
    payment_intent: str
    payment_method: str | None = None
    payment_method_details: dict[str, Any] = field(
        default_factory=lambda: {"type": "card", "card": {"brand": "visa", "last4": "4242"}}
    )
    receipt_email: str | None = None
    receipt_number: None = None
    receipt_url: None = None
    refunded: bool = False
    review: None = None
    shipping: None = None
    source: None = None
    statement_descriptor: None = None
    status: Literal["succeeded", "pending", "failed"]
    transfer_group: None = None


class Refund(Struct, kw_only=True):
    """A Refund."""

    id: str = field(default_factory=lambda: reference("re", 24))
    object: Literal["refund"] = "refund"
    amount: int
    balance_transaction: str | None = None
    charge: str
    created: int = field(default_factory=now_s)
    currency: str
    destination_details: dict[str, Any] = field(default_factory=lambda: {"type": "card"})
    failure_reason: str | None = None
    metadata: Metadata = field(default_factory=dict[str, str])
    payment_intent: str
    reason: str | None = None
    receipt_number: None = None
    source_transfer_reversal: None = None
    status: str = "succeeded"
    transfer_reversal: None = None


class Session(Struct, kw_only=True):
    """A Checkout Session: its page is the sandbox's pay page."""

    id: str = field(default_factory=lambda: reference("cs_test", 58))
    object: Literal["checkout.session"] = "checkout.session"
    after_expiration: None = None
    allow_promotion_codes: None = None
    amount_subtotal: int
    amount_total: int
    automatic_tax: dict[str, Any] = field(
        default_factory=lambda: {"enabled": False, "liability": None, "status": None}
    )
    billing_address_collection: None = None
    cancel_url: str | None = None
    client_reference_id: str | None = None
    created: int = field(default_factory=now_s)
    currency: str
    custom_fields: list[Any] = field(default_factory=list[Any])
    custom_text: dict[str, Any] = field(default_factory=lambda: {"submit": None})
    customer: None = None
    customer_creation: str = "if_required"
    customer_details: dict[str, Any] | None = None
    customer_email: str | None = None
    expires_at: int = field(default_factory=lambda: now_s() + SESSION_LIFE_S)
    invoice: None = None
    livemode: bool = False
    locale: str | None = None
    metadata: Metadata = field(default_factory=dict[str, str])
    mode: Literal["payment"] = "payment"
    payment_intent: str | Intent | None = None
    payment_link: None = None
    payment_method_collection: str = "if_required"
    payment_method_options: dict[str, Any] = field(default_factory=dict[str, Any])
    payment_method_types: list[str] = field(default_factory=lambda: ["card"])
    payment_status: Literal["paid", "unpaid", "no_payment_required"] = "unpaid"
    recovered_from: None = None
    setup_intent: None = None
    shipping_address_collection: None = None
    shipping_cost: None = None
    shipping_options: list[Any] = field(default_factory=list[Any])
    status: Literal["open", "complete", "expired"] = "open"
    submit_type: None = None
    subscription: None = None
    success_url: str | None = None
    total_details: dict[str, Any] = field(
        default_factory=lambda: {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
    )
    ui_mode: str = "hosted"
    url: str | None = None


class Happened(Struct, frozen=True):
    """What an event is of: the object as it was."""

    object: Intent | Charge | Refund | Session


class Asked(Struct, frozen=True):
    """Which request made it happen."""

    id: str | None = None
    idempotency_key: str | None = None


class Event(Struct, kw_only=True, frozen=True):
    """An Event, whose encoding is a webhook's body."""

    id: str = field(default_factory=lambda: reference("evt", 24))
    object: Literal["event"] = "event"
    api_version: str = API_VERSION
    created: int = field(default_factory=now_s)
    data: Happened
    livemode: bool = False
    pending_webhooks: int = 1
    request: Asked = Asked()
    type: str


Whole = TypeVar("Whole", bound=Struct)


def snapshot(what: Whole) -> Whole:
    """Return a copy that later changes do not reach: an event tells what was."""
    return replace(what)
