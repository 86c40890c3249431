"""Tax rates, terms, shipping methods and discounts: made, changed, taken away."""

from uuid import UUID

import pytest

from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.pricing.discounts import (
    Discount,
    DiscountChanges,
    NewDiscount,
    change_discount,
    create_discount,
    delete_discount,
    list_discounts,
    read_discount,
)
from galleria.pricing.shipping_methods import (
    NewShippingMethod,
    ShippingMethodChanges,
    change_shipping_method,
    create_shipping_method,
    delete_shipping_method,
    list_shipping_methods,
)
from galleria.pricing.store_terms import TermsChanges, change_store_terms, read_store_terms
from galleria.pricing.tax_rates import (
    NewTaxRate,
    TaxRateChanges,
    change_tax_rate,
    create_tax_rate,
    delete_tax_rate,
    list_tax_rates,
)
from tests.catalog.given import events_of, given_store

ALL = PageQuery(limit=50)
VAT = NewTaxRate(country="DE", name="VAT", rate_ppm=190_000)
PARCEL = NewShippingMethod(code="parcel", name="Parcel", price_minor=490, countries=["DE"])
TEN = NewDiscount(code="TEN", name="Ten off", rate_ppm=100_000)


async def test_a_tax_rate_is_made_changed_and_deleted(tx: Tx) -> None:
    rate = await create_tax_rate(tx, body=VAT)
    body = TaxRateChanges(rate_ppm=160_000)
    rate = await change_tax_rate(tx, tax_rate_id=rate.tax_rate_id, body=body, if_match=1)
    assert (rate.rate_ppm, rate.version) == (160_000, 2)
    await delete_tax_rate(tx, tax_rate_id=rate.tax_rate_id, if_match=2)
    assert (await list_tax_rates(tx, query=ALL)).items == []
    assert [await events_of(tx, f"tax_rate.{it}") for it in ("created", "updated", "deleted")] == [
        1, 1, 1,
    ]  # fmt: skip


async def test_a_rate_is_of_a_country_and_there_once(tx: Tx) -> None:
    with pytest.raises(Invalid):
        await create_tax_rate(tx, body=NewTaxRate(country="XX", name="?", rate_ppm=1))
    await create_tax_rate(tx, body=VAT)
    with pytest.raises(Invalid):
        await create_tax_rate(tx, body=VAT)


async def test_terms_are_there_before_they_are_set(tx: Tx) -> None:
    store_id = await given_store(tx)
    assert (await read_store_terms(tx, store_id=store_id)).payment_hold_s == 900
    body = TermsChanges(number_prefix="B-", tax_country="DE")
    terms = await change_store_terms(tx, store_id=store_id, body=body, if_match=0)
    assert (terms.number_prefix, terms.is_tax_included, terms.version) == ("B-", True, 1)
    with pytest.raises(Stale):
        await change_store_terms(tx, store_id=store_id, body=body, if_match=0)


async def test_terms_need_a_store_and_a_country(tx: Tx, other_tx: Tx) -> None:
    store_id = await given_store(tx)
    body = TermsChanges(tax_country="ZZ")
    with pytest.raises(Invalid):
        await change_store_terms(tx, store_id=store_id, body=body, if_match=0)
    with pytest.raises(NotFound):
        await change_store_terms(other_tx, store_id=store_id, body=body, if_match=0)


async def test_a_shipping_method_is_made_changed_and_deleted(tx: Tx) -> None:
    store = await given_store(tx)
    method = await create_shipping_method(tx, store_id=store, body=PARCEL)
    named = {"store_id": store, "shipping_method_id": method.shipping_method_id}
    body = ShippingMethodChanges(free_from_minor=5_000)
    method = await change_shipping_method(tx, **named, body=body, if_match=1)
    assert (method.free_from_minor, method.countries) == (5_000, ["DE"])
    await delete_shipping_method(tx, **named, if_match=2)
    assert (await list_shipping_methods(tx, store_id=store, query=ALL)).items == []


async def test_a_method_s_code_is_its_store_s_alone(tx: Tx, other_tx: Tx) -> None:
    store = await given_store(tx)
    await create_shipping_method(tx, store_id=store, body=PARCEL)
    with pytest.raises(NotFound):
        await create_shipping_method(other_tx, store_id=store, body=PARCEL)
    with pytest.raises(Invalid):
        await create_shipping_method(tx, store_id=store, body=PARCEL)


async def test_a_discount_is_made_changed_and_deleted(tx: Tx) -> None:
    made = await create_discount(tx, body=TEN)
    named: dict[str, UUID] = {"discount_id": made.discount_id}
    body = DiscountChanges(is_active=False)
    changed: Discount = await change_discount(tx, **named, body=body, if_match=1)
    assert (changed.is_active, changed.kind) == (False, "percent")
    assert await read_discount(tx, **named) == changed
    await delete_discount(tx, **named, if_match=2)
    assert (await list_discounts(tx, query=ALL)).items == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_ppm": None},
        {"amount_minor": 5, "currency": "EUR"},
        {"rate_ppm": None, "amount_minor": 5},
        {"rate_ppm": None, "amount_minor": 5, "currency": "XXX"},
        {"store_id": new_id()},
    ],
)
async def test_a_discount_gives_one_thing_in_a_store_that_is_there(
    tx: Tx, wrong: dict[str, object]
) -> None:
    given = {"code": "TEN", "name": "Ten off", "rate_ppm": 100_000, **wrong}
    with pytest.raises(Invalid):
        await create_discount(tx, body=NewDiscount(**given))  # type: ignore[arg-type]
