"""An order as it is kept and answered, with its lines."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Raw, Struct, UnsetType

from galleria.orders.transitions import OrderState, PaymentState

OrderSource = Literal["api", "checkout", "till", "gift"]
NO_LIST = Raw(b"[]")


class OrderLine(Struct, frozen=True):
    """`price_minor` is a unit's, with its modifiers and before discounts.

    `total_minor` is what the line costs after them, with tax unless it is included. `modifiers` is
    a list of {group, choice, name, price_minor}, `discounts` of {code, reason, amount_minor},
    `portions` of {variant_id, location_id, units, backordered, shortfall, hold_id}.
    """

    line_no: int
    product_id: UUID
    variant_id: UUID
    name: str
    sku: str | None
    option_values: list[str]
    modifiers: Raw
    units: int
    price_minor: int
    currency: str
    tax_class: str
    is_tax_included: bool
    tax_rate_ppm: int
    tax_minor: int
    discount_minor: int
    discounts: Raw
    total_minor: int
    location_id: UUID | None
    portions: Raw
    backordered_units: int
    shipped_units: int = 0
    returned_units: int = 0
    is_removed: bool = False


class OrderHead(Struct, frozen=True):
    """An order without its lines. Amounts are in minor units; taxes are within `total_minor`."""

    order_id: UUID
    store_id: UUID
    number: str
    source: OrderSource
    state: OrderState
    payment_state: PaymentState
    currency: str
    lines_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    is_tax_included: bool
    paid_minor: int
    refunded_minor: int
    customer_id: UUID | None
    customer_name: str
    customer_email: str
    customer_phone: str
    shipping_address: Raw | None
    billing_address: Raw | None
    shipping_method: Raw | None
    discount_code: str | None
    metadata: Raw
    comment: str
    cart_id: UUID | None
    till_id: UUID | None
    shift_id: UUID | None
    is_held: bool
    expires_at: datetime | None
    placed_at: datetime
    rung_up_at: datetime | None
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    version: int
    updated_at: datetime


class Order(OrderHead, frozen=True):
    """An order. `change_minor` is there only when it was just paid in cash: what to give back."""

    lines: list[OrderLine]
    change_minor: int | UnsetType = UNSET
