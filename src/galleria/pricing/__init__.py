"""What an order costs: taxes, shipping, discounts and how a store sells, by plain rules.

`terms_of` reads in one statement what a batch of sales needs; `totals` reckons with it, and the sum
of the parts is the whole to the last minor unit.
"""

from galleria.pricing.countries import country_errors, is_country
from galleria.pricing.discounts import NewDiscount, create_discount
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
from galleria.pricing.shipping_methods import NewShippingMethod, create_shipping_method
from galleria.pricing.store_terms import TermsChanges, change_store_terms
from galleria.pricing.tax_rates import NewTaxRate, create_tax_rate
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
    "NewDiscount",
    "NewShippingMethod",
    "NewTaxRate",
    "ShippingTerms",
    "StoreTerms",
    "TermsChanges",
    "Totals",
    "allocated",
    "change_store_terms",
    "country_errors",
    "create_discount",
    "create_shipping_method",
    "create_tax_rate",
    "is_country",
    "line_tax",
    "rate_of",
    "rounded",
    "terms_of",
    "totals",
]
