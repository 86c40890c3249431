"""Typed doors to term_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class TermsRow(Struct, frozen=True):
    """A store as it sells now; lists are null when they are empty."""

    store_id: UUID
    at: datetime
    is_open: bool
    currency: str
    is_tax_included: bool
    tax_country: str | None
    tax_region: str
    number_prefix: str
    payment_hold_s: int
    cart_hold_s: int
    locations: list[UUID]
    rates: Raw | None
    shipping: Raw | None
    discounts: Raw | None


@query
async def terms_of_stores(
    tx: ReadTx,
    *,
    store_ids: list[UUID],
    countries: list[str],
    shipping_codes: list[str],
    discount_codes: list[str],
) -> list[TermsRow]: ...
