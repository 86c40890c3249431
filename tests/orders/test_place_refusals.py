"""What is not placed, and why: everything wrong is named, and nothing is changed."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import Raw, convert

from galleria.base.ids import new_id
from galleria.base.refusals import Forbidden, Invalid, NotFound, Refusal
from galleria.base.tx import Tx
from galleria.catalog import Modifier
from galleria.orders import (
    Address,
    AddressIncomplete,
    ChosenModifier,
    DiscountRefused,
    NoShipping,
    NotForSale,
    PriceChanged,
    SoldOut,
    StoreClosed,
    Tender,
    TenderTooSmall,
    WrongModifiers,
)
from galleria.pricing.discounts import NewDiscount, create_discount
from galleria.pricing.shipping_methods import NewShippingMethod, create_shipping_method
from tests.catalog.given import counted, given_store
from tests.selling import BERLIN, SellingShop, given_selling_shop, line

BOSS = frozenset({"tills:override"})


async def refused(shop: SellingShop, *lines: Any, **more: Any) -> Refusal:
    """Return why this order is not placed; nothing is left of it."""
    with pytest.raises(Refusal) as caught:
        await shop.sell(*lines, **more)
    assert [await counted(shop.tx, it) for it in ("orders", "hold", "order_counter")] == [0, 0, 0]
    return caught.value


def named(refusal: Refusal) -> list[tuple[str, str]]:
    return [(it.pointer, it.code) for it in refusal.errors]


async def test_lines_that_want_more_than_there_is_are_named(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(free=3), await shop.product("Cup", free=9)
    why = await refused(shop, line(tea, 2), line(cup), line(tea, 2))
    assert isinstance(why, SoldOut)
    assert named(why) == [("/lines/0/units", "sold_out"), ("/lines/2/units", "sold_out")]
    assert why.errors[0].detail == "4 wanted, 3 left."
    assert await shop.free(tea) == 3


async def test_unknown_inactive_and_foreign_variants_look_the_same(tx: Tx, other_tx: Tx) -> None:
    shop, other = await given_selling_shop(tx), await given_selling_shop(other_tx)
    inactive, foreign = await shop.product(), await other.product()
    await tx.connection.execute("UPDATE variant SET is_active = false")
    whys = [await refused(shop, line(it)) for it in (new_id(), inactive, foreign)]
    assert {type(why) for why in whys} == {NotForSale}
    assert len({tuple(named(why)) for why in whys}) == 1


async def test_what_a_store_excludes_it_does_not_sell(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product()
    await tx.connection.execute("DELETE FROM listing")
    assert isinstance(await refused(shop, line(tea)), NotForSale)


async def test_a_line_names_one_thing(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(sku="T-1")
    why = await refused(shop, line(tea, sku="T-1"), line())
    assert isinstance(why, Invalid)
    assert named(why) == [("/lines/0", "one_of"), ("/lines/1", "one_of")]


async def test_a_store_that_is_not_open_sells_nothing(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product()
    await tx.connection.execute("UPDATE store SET status = 'inactive'")
    assert isinstance(await refused(shop, line(tea)), StoreClosed)


async def test_another_organization_s_store_is_none(tx: Tx, other_tx: Tx) -> None:
    shop, other = await given_selling_shop(tx), await given_selling_shop(other_tx)
    tea = await other.product()
    with pytest.raises(NotFound):
        await SellingShop(tx, other.store, shop.catalog, shop.location).sell(line(tea))


async def test_a_price_that_changed_is_said_with_the_total(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    why = await refused(shop, line(tea, 2, expected_price_minor=250), expected_total_minor=500)
    assert isinstance(why, PriceChanged)
    assert [it.detail for it in why.errors] == [
        "It costs 300 now, not 250.",
        "The order costs 600 now, not 500.",
    ]


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        (Address(country="DE", line1="Torstr. 1"), ["city", "postcode"]),
        (Address(country="US", line1="1 Main St", city="Reno"), ["region", "postcode"]),
        (Address(country="IE", city="Cork"), ["line1"]),
        (Address(country="xx", line1="?"), ["country"]),
        (Address(), ["country"]),
    ],
)
async def test_an_address_has_what_its_country_needs(
    tx: Tx, address: Address, missing: list[str]
) -> None:
    shop = await given_selling_shop(tx)
    why = await refused(shop, line(await shop.product()), shipping_address=address)
    assert isinstance(why, AddressIncomplete)
    assert [it.pointer for it in why.errors] == [f"/shipping_address/{it}" for it in missing]


async def test_what_is_sent_goes_where_the_store_sends(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product()
    body = NewShippingMethod(code="parcel", name="Parcel", price_minor=490, countries=["FR"])
    await create_shipping_method(tx, store_id=shop.store, body=body)
    whys = [
        await refused(shop, line(tea), shipping_method=code, shipping_address=address)
        for code, address in (("parcel", BERLIN), ("owl", BERLIN), ("parcel", None))
    ]
    assert [type(why) for why in whys] == [NoShipping, NoShipping, AddressIncomplete]


async def test_a_code_applies_in_its_time_from_its_minimum_in_its_store(tx: Tx) -> None:
    shop, now = await given_selling_shop(tx), tx.context.now
    tea, hour = await shop.product(price_minor=300), timedelta(hours=1)
    elsewhere = await given_store(tx)
    limits: dict[str, dict[str, Any]] = {
        "NOTYET": {"starts_at": now + hour},
        "OVER": {"ends_at": now - hour},
        "MINIMUM": {"lines_min_minor": 301},
        "ELSEWHERE": {"store_id": elsewhere},
        "DOLLARS": {"rate_ppm": None, "amount_minor": 5, "currency": "USD"},
        "OFF": {"is_active": False},
    }
    for code, limit in limits.items():
        given = {"code": code, "name": code, "rate_ppm": 100_000, **limit}
        await create_discount(tx, body=NewDiscount(**given))
    whys = [await refused(shop, line(tea), discount_code=it) for it in (*limits, "NONE")]
    assert {type(why) for why in whys} == {DiscountRefused}
    assert [why.errors[0].code for why in whys] == [
        "not_yet", "over", "minimum", "unknown", "other_currency", "unknown", "unknown",
    ]  # fmt: skip


async def test_prices_of_one_s_own_need_a_manager(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    for more in ({"price_minor": 1}, {"discount_minor": 1}):
        assert isinstance(await refused(shop, line(tea, **more)), Forbidden)
    order = await shop.sell(line(tea, 2, price_minor=200, discount_minor=50), permissions=BOSS)
    assert (order.total_minor, order.discount_minor) == (350, 50)


async def test_a_discount_is_not_above_its_line(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    why = await refused(shop, line(tea, discount_minor=301), permissions=BOSS)
    assert named(why) == [("/lines/0/discount_minor", "range")]


async def test_less_than_it_costs_does_not_pay(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    short = Tender(method="cash", given_minor=299)
    refusal = await refused(shop, line(tea), tender=short)
    assert isinstance(refusal, TenderTooSmall)
    assert [it.pointer for it in refusal.errors] == ["/tender/given_minor"]
    much = Tender(method="manual", amount_minor=301)
    assert named(await refused(shop, line(tea), tender=much)) == [("/tender/amount_minor", "range")]


async def test_now_or_later_but_not_both(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product()
    why = await refused(shop, line(tea), tender=Tender(method="cash"), is_held=True)
    assert named(why) == [("/tender", "one_of")]


async def test_choices_are_held_against_the_product_s_groups(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    milk = {"key": "milk", "name": "Milk", "min": 1, "max": 1, "choices": [
        {"key": "oat", "name": "Oat", "price_minor": 50}, {"key": "cow", "name": "Cow"},
    ]}  # fmt: skip
    tea = await shop.product(price_minor=300, modifiers=[convert(milk, Modifier)])
    oat, cow = ChosenModifier("milk", "oat"), ChosenModifier("milk", "cow")
    for wrong in ([], [oat, cow], [ChosenModifier("milk", "yak")], [oat, oat]):
        assert isinstance(await refused(shop, line(tea, modifiers=wrong)), WrongModifiers)
    order = await shop.sell(line(tea, 2, modifiers=[oat], expected_price_minor=350))
    assert order.total_minor == 700


async def test_an_order_has_a_largest_sum(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    dear = await shop.product(price_minor=10**15, free=None)
    assert named(await refused(shop, line(dear, 1_000_000))) == [("/lines", "range")]


async def test_a_customer_is_one_of_the_organization_s(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    why = await refused(shop, line(await shop.product()), customer_id=new_id())
    assert named(why) == [("/customer_id", "not_found")]


async def test_metadata_is_small_and_an_object(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product()
    for wrong in (Raw(b"[]"), Raw(b'{"a": "' + b"x" * 4_096 + b'"}')):
        assert named(await refused(shop, line(tea), metadata=wrong))[0][0] == "/metadata"
