"""How a store sends its orders: methods with their price, and where they go."""

from uuid import UUID

import asyncpg
from msgspec import UNSET, Struct, UnsetType, field

from galleria.base.ids import new_id
from galleria.base.money import PriceMinor
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.pricing.countries import country_errors
from galleria.pricing.events import (
    ShippingMethodCreated,
    ShippingMethodDeleted,
    ShippingMethodUpdated,
)
from galleria.pricing.fields import Code, Countries, Name, Position, TaxClass
from galleria.pricing.patches import expected, patched
from galleria.pricing.shipping_queries import (
    ShippingMethod,
    delete_shipping_method_row,
    insert_shipping_method,
    lock_shipping_method,
    shipping_methods_after,
    update_shipping_method,
)
from galleria.pricing.store_terms_queries import find_terms


class NewShippingMethod(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`countries` empty: it goes anywhere. A pickup needs no address.

    From `free_from_minor` on, after discounts, it costs nothing.
    """

    code: Code
    name: Name
    price_minor: PriceMinor
    countries: Countries = field(default_factory=list[str])
    free_from_minor: PriceMinor | None = None
    tax_class: TaxClass = "standard"
    is_pickup: bool = False
    is_active: bool = True
    position: Position = 0


class ShippingMethodChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; what was ordered is sent as it was ordered."""

    name: Name | UnsetType = UNSET
    price_minor: PriceMinor | UnsetType = UNSET
    countries: Countries | UnsetType = UNSET
    free_from_minor: PriceMinor | UnsetType | None = UNSET
    tax_class: TaxClass | UnsetType = UNSET
    is_pickup: bool | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    position: Position | UnsetType = UNSET


class MethodPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended."""

    position: int
    code: str


async def list_shipping_methods(
    tx: ReadTx, *, store_id: UUID, query: PageQuery
) -> Page[ShippingMethod]:
    """Return the store's methods in their order; NotFound when there is no such store."""
    if await find_terms(tx, store_id=store_id) is None:
        raise NotFound()
    start = query.after(MethodPosition) or MethodPosition(-1, "")
    rows = await shipping_methods_after(
        tx, store_id=store_id, position=start.position, code=start.code, rows_max=query.limit + 1
    )
    return page(rows, query.limit, _position)


async def create_shipping_method(
    tx: Tx, *, store_id: UUID, body: NewShippingMethod
) -> ShippingMethod:
    """Create the method; NotFound (the store), `Invalid`: no country, or its code is taken."""
    if await find_terms(tx, store_id=store_id) is None:
        raise NotFound()
    if errors := _country_errors(body.countries):
        raise Invalid(errors=errors)
    try:
        method = await insert_shipping_method(
            tx,
            shipping_method_id=new_id(),
            store_id=store_id,
            code=body.code,
            name=body.name,
            countries=body.countries,
            price_minor=body.price_minor,
            free_from_minor=body.free_from_minor,
            tax_class=body.tax_class,
            is_pickup=body.is_pickup,
            is_active=body.is_active,
            position=body.position,
            now=tx.context.now,
        )
    except asyncpg.UniqueViolationError:
        detail = f"The store has a method {body.code!r}."
        raise Invalid(errors=[FieldError("/code", "taken", detail)]) from None
    created = ShippingMethodCreated(
        method.shipping_method_id, store_id, method.code, method.price_minor
    )
    await record(tx, [created])
    return method


async def change_shipping_method(
    tx: Tx,
    *,
    store_id: UUID,
    shipping_method_id: UUID,
    body: ShippingMethodChanges,
    if_match: int,
) -> ShippingMethod:
    """Change the method from the next order on; NotFound, Stale, `Invalid`: no country."""
    before = await lock_shipping_method(
        tx, store_id=store_id, shipping_method_id=shipping_method_id
    )
    before = expected(before, if_match)
    after, changed = patched(before, body)
    if errors := _country_errors(after.countries):
        raise Invalid(errors=errors)
    if not changed:
        return before
    method = await update_shipping_method(
        tx,
        shipping_method_id=shipping_method_id,
        name=after.name,
        countries=after.countries,
        price_minor=after.price_minor,
        free_from_minor=after.free_from_minor,
        tax_class=after.tax_class,
        is_pickup=after.is_pickup,
        is_active=after.is_active,
        position=after.position,
        now=tx.context.now,
    )
    updated = ShippingMethodUpdated(
        shipping_method_id, store_id, changed, method.price_minor, method.version
    )
    await record(tx, [updated])
    return method


async def delete_shipping_method(
    tx: Tx, *, store_id: UUID, shipping_method_id: UUID, if_match: int
) -> None:
    """Delete the method; what was ordered with it keeps it. NotFound or Stale."""
    there = await lock_shipping_method(tx, store_id=store_id, shipping_method_id=shipping_method_id)
    there = expected(there, if_match)
    await delete_shipping_method_row(tx, shipping_method_id=shipping_method_id)
    await record(tx, [ShippingMethodDeleted(shipping_method_id, store_id, there.code)])


def _country_errors(countries: list[str]) -> list[FieldError]:
    return [
        error
        for place, code in enumerate(countries)
        for error in country_errors(code, f"/countries/{place}")
    ]


def _position(method: ShippingMethod) -> MethodPosition:
    return MethodPosition(method.position, method.code)
