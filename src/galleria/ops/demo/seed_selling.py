"""Give a demo organization what it sells with: stock, taxes, shipping, a till, a way to be paid."""

import tomllib
from functools import cache
from importlib.resources import files
from itertools import cycle
from typing import Literal
from uuid import UUID

from msgspec import Struct, convert, field

from galleria.base.bulk import Bulk, BulkMode
from galleria.base.tx import Tx
from galleria.ops.sandbox import RAZORPAY_DEMO, STRIPE_DEMO
from galleria.payments import Gateways, NewGatewayAccount, add_account
from galleria.pricing import (
    NewDiscount,
    NewShippingMethod,
    NewTaxRate,
    TermsChanges,
    change_store_terms,
    create_discount,
    create_shipping_method,
    create_tax_rate,
)
from galleria.stock import WantedMovement, WantedPolicy, move_stock, set_policies
from galleria.till import NewShift, NewTill, create_till, open_shift

ROWS_MAX = 1_000
ALL_OR_NONE = BulkMode()
FLOAT_MINOR = 10_000
COUNTED = """
SELECT variant.variant_id
FROM variant
JOIN product USING (org_id, product_id)
LEFT JOIN category USING (org_id, category_id)
WHERE product.catalog_id = $1 AND ($2::text[] IS NULL OR category.name = ANY($2))
ORDER BY variant.sku, variant.variant_id
"""


class DemoDiscount(Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str
    rate_ppm: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    lines_min_minor: int = 0


class DemoShipping(Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str
    price_minor: int
    countries: list[str] = field(default_factory=list[str])
    free_from_minor: int | None = None
    is_pickup: bool = False


class DemoSelling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one of the demo's organizations sells; without courses all is counted."""

    tax_country: str
    number_prefix: str
    gateway: Literal["stripe", "razorpay"]
    units: list[int]
    low_stock_at: int
    rates: dict[str, int]
    discount: DemoDiscount
    shipping: list[DemoShipping]
    counted_courses: list[str] | None = None


@cache
def read_selling() -> dict[str, DemoSelling]:
    """Read how each organization sells, by its slug."""
    text = files("galleria.ops.demo").joinpath("selling.toml").read_text()
    return convert(tomllib.loads(text), dict[str, DemoSelling])


async def charge(tx: Tx, selling: DemoSelling) -> None:
    """Define what is taxed and the discount, once an organization."""
    for tax_class, rate_ppm in selling.rates.items():
        body = NewTaxRate(
            country=selling.tax_country,
            tax_class=tax_class,
            name=f"VAT, {tax_class}",
            rate_ppm=rate_ppm,
        )
        await create_tax_rate(tx, body=body)
    wanted = selling.discount
    await create_discount(
        tx,
        body=NewDiscount(
            code=wanted.code,
            name=wanted.name,
            rate_ppm=wanted.rate_ppm,
            amount_minor=wanted.amount_minor,
            currency=wanted.currency,
            lines_min_minor=wanted.lines_min_minor,
        ),
    )


async def fill_shelves(tx: Tx, catalog_id: UUID, selling: DemoSelling) -> None:
    """Receive some of everything that is counted, the same every time."""
    rows = await tx.connection.fetch(COUNTED, catalog_id, selling.counted_courses)
    variants = [row[0] for row in rows]
    policies = [WantedPolicy(variant_id=it, low_stock_at=selling.low_stock_at) for it in variants]
    received = [
        WantedMovement(kind="receive", variant_id=it, units=units, reason="opening stock")
        for it, units in zip(variants, cycle(selling.units), strict=False)
        if units
    ]
    # What there is none of is counted, too: it is sold out, and not sold without limit.
    tracked = [
        WantedPolicy(variant_id=it, is_tracked=True, low_stock_at=selling.low_stock_at)
        for it, units in zip(variants, cycle(selling.units), strict=False)
        if not units
    ]
    known = {it.variant_id for it in tracked}
    policies = [it for it in policies if it.variant_id not in known] + tracked
    for at in range(0, len(received), ROWS_MAX):
        await move_stock(tx, body=Bulk(list(received[at : at + ROWS_MAX])), query=ALL_OR_NONE)
    for at in range(0, len(policies), ROWS_MAX):
        await set_policies(tx, body=Bulk(list(policies[at : at + ROWS_MAX])), query=ALL_OR_NONE)


async def open_for_business(tx: Tx, store_id: UUID, kind: str, selling: DemoSelling) -> None:
    """Set a store's terms; a shop sends its orders, a shop floor has a till with an open shift."""
    terms = TermsChanges(
        tax_country=selling.tax_country,
        number_prefix=f"{selling.number_prefix}{'T' if kind == 'till' else ''}",
    )
    await change_store_terms(tx, store_id=store_id, body=terms, if_match=0)
    if kind == "till":
        till = await create_till(tx, store_id=store_id, body=NewTill("counter", "Counter"))
        await open_shift(tx, till_id=till.till_id, body=NewShift(FLOAT_MINOR))
        return
    for position, method in enumerate(selling.shipping):
        body = NewShippingMethod(
            code=method.code,
            name=method.name,
            price_minor=method.price_minor,
            countries=method.countries,
            free_from_minor=method.free_from_minor,
            is_pickup=method.is_pickup,
            position=position,
        )
        await create_shipping_method(tx, store_id=store_id, body=body)


async def be_paid(tx: Tx, gateways: Gateways, selling: DemoSelling, sandbox_url: str) -> str:
    """Open the organization's account at the sandbox; return the path of its webhook."""
    demo = {"stripe": STRIPE_DEMO, "razorpay": RAZORPAY_DEMO}[selling.gateway]
    account = await add_account(
        tx,
        gateways,
        body=NewGatewayAccount(
            gateway=selling.gateway,
            name="Sandbox (no real money)",
            public_key=demo.public_key,
            secret_key=demo.secret_key,
            webhook_secrets=[demo.webhook_secret],
            api_url=sandbox_url,
        ),
    )
    return f"/api/v1/gateways/{tx.context.org_id}/{account.account_id}/webhook"
