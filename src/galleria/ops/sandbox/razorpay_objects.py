"""Razorpay's entities, with the fields its API sends; they are what the sandbox remembers.

https://razorpay.com/docs/api/orders/entity, /payments/entity, /refunds/entity,
https://razorpay.com/docs/webhooks/payloads.
"""

from typing import Any, Literal

from msgspec import Struct, field

from galleria.ops.sandbox.ids import now_s, reference

# Notes are an object, and without any an empty list, as PHP has it.
Notes = dict[str, str | int | float | bool | None] | list[Any]


class Order(Struct, kw_only=True):
    """An order: what is to be paid; it is never closed."""

    id: str = field(default_factory=lambda: reference("order", 14))
    entity: Literal["order"] = "order"
    amount: int
    amount_paid: int = 0
    amount_due: int
    currency: str
    receipt: str | None = None
    offer_id: None = None
    status: Literal["created", "attempted", "paid"] = "created"
    attempts: int = 0
    notes: Notes = field(default_factory=list[Any])
    created_at: int = field(default_factory=now_s)


class Payment(Struct, kw_only=True):
    """One try to pay an order. Of a card only its last four digits are ever said."""

    id: str = field(default_factory=lambda: reference("pay", 14))
    entity: Literal["payment"] = "payment"
    amount: int
    currency: str
    status: Literal["created", "authorized", "captured", "refunded", "failed"] = "created"
    order_id: str
    invoice_id: None = None
    international: bool = False
    method: str = "netbanking"
    amount_refunded: int = 0
    refund_status: Literal["partial", "full"] | None = None
    captured: bool = False
    description: str | None = None
    card_id: None = None
    bank: str | None = "HDFC"
    wallet: None = None
    vpa: None = None
    email: str = "shopper@example.com"
    contact: str = "+919000090000"
    notes: Notes = field(default_factory=list[Any])
    fee: int | None = None
    tax: int | None = None
    error_code: str | None = None
    error_description: str | None = None
    error_source: str | None = None
    error_step: str | None = None
    error_reason: str | None = None
    acquirer_data: dict[str, Any] = field(default_factory=lambda: {"bank_transaction_id": None})
    created_at: int = field(default_factory=now_s)


class Refund(Struct, kw_only=True):
    """Money given back."""

    id: str = field(default_factory=lambda: reference("rfnd", 14))
    entity: Literal["refund"] = "refund"
    amount: int
    currency: str
    payment_id: str
    notes: Notes = field(default_factory=list[Any])
    receipt: str | None = None
    acquirer_data: dict[str, Any] = field(default_factory=lambda: {"arn": None})
    created_at: int = field(default_factory=now_s)
    batch_id: None = None
    status: Literal["pending", "processed", "failed"] = "processed"
    speed_processed: str = "normal"
    speed_requested: str = "normal"


class Entity(Struct, frozen=True):
    """An entity in a webhook, as it was."""

    entity: Order | Payment | Refund


class Event(Struct, frozen=True, kw_only=True):
    """A webhook's body; the event's own name travels in a header."""

    entity: Literal["event"] = "event"
    account_id: str
    event: str
    contains: list[str]
    payload: dict[str, Entity]
    created_at: int


class Collection(Struct, frozen=True):
    """A list."""

    count: int
    items: list[Any]
    entity: Literal["collection"] = "collection"
