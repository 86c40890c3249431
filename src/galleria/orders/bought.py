"""An order as its shopper sees it: what was bought, what it costs, and where it is."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.orders.rows import OrderHead, OrderLine
from galleria.orders.transitions import OrderState, PaymentState


class BoughtLine(Struct, frozen=True):
    """A line of the order; `price_minor` is a unit's, before discounts."""

    line_no: int
    product_id: UUID
    variant_id: UUID
    name: str
    sku: str | None
    option_values: list[str]
    modifiers: Raw
    units: int
    price_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    backordered_units: int
    shipped_units: int
    returned_units: int


class BoughtOrder(Struct, frozen=True, kw_only=True):
    """An order. Its units are held until `expires_at` where it has yet to be paid."""

    order_id: UUID
    store_id: UUID
    number: str
    state: OrderState
    payment_state: PaymentState
    currency: str
    lines: list[BoughtLine]
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
    comment: str
    expires_at: datetime | None
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    version: int


_HEAD = [name for name in BoughtOrder.__struct_fields__ if name != "lines"]
_LINE = BoughtLine.__struct_fields__


def bought(head: OrderHead, lines: list[OrderLine]) -> BoughtOrder:
    """Return what the shopper is shown of an order and its lines."""
    return BoughtOrder(
        **{name: getattr(head, name) for name in _HEAD},
        lines=[
            BoughtLine(*[getattr(line, name) for name in _LINE])
            for line in lines
            if not line.is_removed
        ],
    )
