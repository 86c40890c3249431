"""What an order costs: taxes, shipping, discounts and how a store sells, by plain rules.

`terms_of` reads in one statement what a batch of sales needs; `totals` reckons with it, and the sum
of the parts is the whole to the last minor unit.
"""

from galleria.pricing.countries import country_errors, is_country
from galleria.pricing.rules import (
    Charge,
    CodeDiscount,
    LineAmount,
    LineTotal,
    Totals,
    allocated,
    line_tax,
    rounded,
    totals,
)
from galleria.pricing.terms import (
    DiscountTerms,
    ShippingTerms,
    StoreTerms,
    rate_of,
    terms_of,
)

__all__ = [
    "Charge",
    "CodeDiscount",
    "DiscountTerms",
    "LineAmount",
    "LineTotal",
    "ShippingTerms",
    "StoreTerms",
    "Totals",
    "allocated",
    "country_errors",
    "is_country",
    "line_tax",
    "rate_of",
    "rounded",
    "terms_of",
    "totals",
]
