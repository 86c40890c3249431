"""Typed doors to place_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import Tx


class LastSerial(Struct, frozen=True):
    """The last number that a store has given."""

    store_id: UUID
    last_serial: int


@query
async def insert_orders(  # house: an argument a column
    tx: Tx,
    *,
    at: datetime,
    store_ids: list[UUID],
    prefixes: list[str],
    counts: list[int],
    place: list[int],
    order_id: list[UUID],
    store_id: list[UUID],
    source: list[str],
    state: list[str],
    payment_state: list[str],
    currency: list[str],
    lines_minor: list[int],
    discount_minor: list[int],
    shipping_minor: list[int],
    tax_minor: list[int],
    total_minor: list[int],
    is_tax_included: list[bool],
    paid_minor: list[int],
    customer_id: list[UUID | None],
    customer_name: list[str],
    customer_email: list[str],
    customer_phone: list[str],
    shipping_address: list[Raw | None],
    billing_address: list[Raw | None],
    shipping_method: list[Raw | None],
    discount_code: list[str | None],
    metadata: list[Raw],
    comment: list[str],
    cart_id: list[UUID | None],
    till_id: list[UUID | None],
    shift_id: list[UUID | None],
    is_held: list[bool],
    expires_at: list[datetime | None],
    rung_up_at: list[datetime | None],
    paid_at: list[datetime | None],
    line_order_id: list[UUID],
    line_line_no: list[int],
    line_product_id: list[UUID],
    line_variant_id: list[UUID],
    line_name: list[str],
    line_sku: list[str | None],
    line_option_values: list[str],
    line_modifiers: list[Raw],
    line_units: list[int],
    line_price_minor: list[int],
    line_currency: list[str],
    line_tax_class: list[str],
    line_is_tax_included: list[bool],
    line_tax_rate_ppm: list[int],
    line_tax_minor: list[int],
    line_discount_minor: list[int],
    line_discounts: list[Raw],
    line_total_minor: list[int],
    line_location_id: list[UUID | None],
    line_portions: list[Raw],
    line_backordered_units: list[int],
) -> list[LastSerial]: ...
