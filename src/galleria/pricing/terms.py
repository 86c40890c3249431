"""How stores sell: what a batch of sales needs to know of them, read in one statement."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.tx import ReadTx
from galleria.pricing.term_queries import TermsRow, terms_of_stores


class ShippingTerms(Struct, frozen=True):
    """A way to send an order; `countries` empty: anywhere."""

    code: str
    name: str
    countries: list[str]
    price_minor: int
    free_from_minor: int | None
    tax_class: str
    is_pickup: bool


class DiscountTerms(Struct, frozen=True):
    """A discount for those who know its code."""

    code: str
    name: str
    store_id: UUID | None
    rate_ppm: int | None
    amount_minor: int | None
    currency: str | None
    lines_min_minor: int
    starts_at: datetime | None
    ends_at: datetime | None


class _Rate(Struct, frozen=True, array_like=True):
    country: str
    region: str
    tax_class: str
    rate_ppm: int


class StoreTerms(Struct, frozen=True):
    """A store, and what of its terms was asked for. `at` is the database's clock.

    `rates` are by country, region and class; shipping and discounts by their code.
    """

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
    rates: dict[tuple[str, str, str], int]
    shipping: dict[str, ShippingTerms]
    discounts: dict[str, DiscountTerms]


_RATES = msgspec.json.Decoder(list[_Rate])
_SHIPPING = msgspec.json.Decoder(list[ShippingTerms])
_DISCOUNTS = msgspec.json.Decoder(list[DiscountTerms])


async def terms_of(
    tx: ReadTx,
    *,
    store_ids: list[UUID],
    countries: list[str],
    shipping_codes: list[str],
    discount_codes: list[str],
) -> dict[UUID, StoreTerms]:
    """Return the terms of these stores, with tax rates of these countries and of their own.

    A store that is not the organization's is not in the answer. 1 statement.
    """
    rows = await terms_of_stores(
        tx,
        store_ids=store_ids,
        countries=countries,
        shipping_codes=shipping_codes,
        discount_codes=discount_codes,
    )
    return {row.store_id: _terms(row) for row in rows}


def rate_of(terms: StoreTerms, country: str | None, region: str, tax_class: str) -> int:
    """Return what is taxed on this class of goods there, in ppm: the region's, else the country's.

    What has no rate is not taxed. Without a country it is the store's own that counts.
    """
    rates = terms.rates
    if not rates:
        return 0
    if country is None:
        country, region = terms.tax_country, terms.tax_region
        if country is None:
            return 0
    own = rates.get((country, region, tax_class))
    return rates.get((country, "", tax_class), 0) if own is None else own


def _terms(row: TermsRow) -> StoreTerms:
    rates = [] if row.rates is None else _RATES.decode(row.rates)
    shipping = [] if row.shipping is None else _SHIPPING.decode(row.shipping)
    discounts = [] if row.discounts is None else _DISCOUNTS.decode(row.discounts)
    return StoreTerms(
        row.store_id,
        row.at,
        row.is_open,
        row.currency,
        row.is_tax_included,
        row.tax_country,
        row.tax_region,
        row.number_prefix,
        row.payment_hold_s,
        row.cart_hold_s,
        row.locations,
        {(rate.country, rate.region, rate.tax_class): rate.rate_ppm for rate in rates},
        {method.code: method for method in shipping},
        {discount.code: discount for discount in discounts},
    )
