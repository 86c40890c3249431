"""HTTP doors to how orders are priced: one line an endpoint."""

from galleria.base.http import command
from galleria.base.refusals import NotFound
from galleria.pricing.discounts import (
    change_discount,
    create_discount,
    delete_discount,
    list_discounts,
    read_discount,
)
from galleria.pricing.shipping_methods import (
    change_shipping_method,
    create_shipping_method,
    delete_shipping_method,
    list_shipping_methods,
)
from galleria.pricing.store_terms import change_store_terms, read_store_terms
from galleria.pricing.tax_rates import (
    change_tax_rate,
    create_tax_rate,
    delete_tax_rate,
    list_tax_rates,
)

READ, WRITE = "stores:read", "stores:write"
METHODS = "/stores/{store_id}/shipping-methods"
METHOD = f"{METHODS}/{{shipping_method_id}}"

ROUTES = [
    command("GET", "/tax-rates", list_tax_rates, permission=READ),
    command("POST", "/tax-rates", create_tax_rate, permission=WRITE, status=201, idempotent=True),
    command("PATCH", "/tax-rates/{tax_rate_id}", change_tax_rate, permission=WRITE),
    command("DELETE", "/tax-rates/{tax_rate_id}", delete_tax_rate, permission=WRITE),
    command("GET", "/stores/{store_id}/terms", read_store_terms, permission=READ),
    command("PATCH", "/stores/{store_id}/terms", change_store_terms, permission=WRITE),
    command("GET", METHODS, list_shipping_methods, permission=READ, refusals=(NotFound,)),
    command(
        "POST",
        METHODS,
        create_shipping_method,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(NotFound,),
    ),
    command("PATCH", METHOD, change_shipping_method, permission=WRITE),
    command("DELETE", METHOD, delete_shipping_method, permission=WRITE),
    command("GET", "/discounts", list_discounts, permission="catalog:read"),
    command(
        "POST",
        "/discounts",
        create_discount,
        permission="catalog:write",
        status=201,
        idempotent=True,
    ),
    command("GET", "/discounts/{discount_id}", read_discount, permission="catalog:read"),
    command("PATCH", "/discounts/{discount_id}", change_discount, permission="catalog:write"),
    command("DELETE", "/discounts/{discount_id}", delete_discount, permission="catalog:write"),
]
