"""What most orders and lines have not: it is sent to the database only where there is any; pure."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.free_json import NO_OBJECT
from galleria.orders.rows import NO_LIST, Order, OrderLine

NOTHING = b"{}"
_encode = msgspec.json.Encoder().encode


class _Head(Struct, frozen=True, omit_defaults=True):
    source: str = "api"
    discount_minor: int = 0
    shipping_minor: int = 0
    customer_id: UUID | None = None
    customer_name: str = ""
    customer_email: str = ""
    customer_phone: str = ""
    shipping_address: Raw | None = None
    billing_address: Raw | None = None
    shipping_method: Raw | None = None
    discount_code: str | None = None
    metadata: Raw | None = None
    comment: str = ""
    cart_id: UUID | None = None
    till_id: UUID | None = None
    shift_id: UUID | None = None
    expires_at: datetime | None = None
    rung_up_at: datetime | None = None


class _Line(Struct, frozen=True, omit_defaults=True):
    modifiers: Raw | None = None
    discount_minor: int = 0
    discounts: Raw | None = None
    backordered_units: int = 0


def more_of(order: Order) -> Raw | None:
    """Return what this order has of what most have not; None: nothing."""
    encoded = _encode(
        _Head(
            order.source,
            order.discount_minor,
            order.shipping_minor,
            order.customer_id,
            order.customer_name,
            order.customer_email,
            order.customer_phone,
            order.shipping_address,
            order.billing_address,
            order.shipping_method,
            order.discount_code,
            None if order.metadata == NO_OBJECT else order.metadata,
            order.comment,
            order.cart_id,
            order.till_id,
            order.shift_id,
            order.expires_at,
            order.rung_up_at,
        )
    )
    return None if encoded == NOTHING else Raw(encoded)


def more_of_line(line: OrderLine) -> Raw | None:
    """Return what this line has of what most have not; None: nothing."""
    if line.modifiers is NO_LIST and not line.discount_minor and not line.backordered_units:
        return None
    return Raw(
        _encode(_Line(line.modifiers, line.discount_minor, line.discounts, line.backordered_units))
    )
