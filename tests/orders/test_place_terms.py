"""How an order is named, taxed, sent, discounted and paid, and from where it comes."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog import NewProduct, sell_catalog
from galleria.catalog.products.bundles import BundlePart
from galleria.orders import ChosenModifier, Order, SoldOut, Tender, read_order
from galleria.orders.place import place
from galleria.pricing.discounts import NewDiscount, create_discount
from galleria.pricing.shipping_methods import NewShippingMethod, create_shipping_method
from galleria.pricing.store_terms import TermsChanges, change_store_terms
from galleria.pricing.tax_rates import NewTaxRate, create_tax_rate
from tests.catalog.given import events_of, given_store
from tests.orders.living import books_balance, event_bodies
from tests.selling import BERLIN, asks, given_customer_id, given_selling_shop, line
from tests.stock.given import given_location, given_stock

CASH = Tender(method="cash")


async def taxed(tx: Tx, store: UUID, *, is_included: bool) -> None:
    """19 % on what is standard in Germany, where the store is."""
    await create_tax_rate(tx, body=NewTaxRate(country="DE", name="VAT", rate_ppm=190_000))
    body = TermsChanges(is_tax_included=is_included, tax_country="DE")
    await change_store_terms(tx, store_id=store, body=body, if_match=0)


async def test_a_line_is_named_by_variant_sku_or_any_spelling_of_its_barcode(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(sku="T-1", barcode="036000291452")
    order = await shop.sell(line(tea), line(sku="T-1"), line(barcode="0036000291452"))
    assert {it.variant_id for it in order.lines} == {tea}
    assert await shop.free(tea) == 7


@pytest.mark.parametrize(("is_included", "tax", "total"), [(True, 190, 1_190), (False, 226, 1_416)])
async def test_tax_is_within_the_price_or_on_it(
    tx: Tx, is_included: bool, tax: int, total: int
) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=595)
    await taxed(tx, shop.store, is_included=is_included)
    order = await shop.sell(line(tea, 2))
    assert (order.tax_minor, order.total_minor) == (tax, total)
    assert (order.lines[0].tax_rate_ppm, order.lines[0].tax_class) == (190_000, "standard")


async def test_where_it_is_sent_says_whose_tax_and_what_it_costs(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=1_190)
    await create_tax_rate(tx, body=NewTaxRate(country="DE", name="VAT", rate_ppm=190_000))
    body = NewShippingMethod(code="parcel", name="Parcel", price_minor=476, countries=["DE"])
    await create_shipping_method(tx, store_id=shop.store, body=body)
    order = await shop.sell(line(tea), shipping_method="parcel", shipping_address=BERLIN)
    assert (order.shipping_minor, order.total_minor, order.tax_minor) == (476, 1_666, 266)
    here = await shop.sell(line(tea))
    assert (here.total_minor, here.tax_minor) == (1_190, 0)


async def test_a_pickup_needs_no_address_and_has_the_store_s_tax(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=1_190)
    await taxed(tx, shop.store, is_included=True)
    body = NewShippingMethod(code="shop", name="In the shop", price_minor=0, is_pickup=True)
    await create_shipping_method(tx, store_id=shop.store, body=body)
    order = await shop.sell(line(tea), shipping_method="shop")
    assert (order.shipping_minor, order.tax_minor) == (0, 190)


async def test_a_discount_is_spread_over_the_lines_that_say_their_share(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(price_minor=100), await shop.product("Cup", price_minor=199)
    await create_discount(tx, body=NewDiscount(code="HALF", name="Half", rate_ppm=500_000))
    order = await shop.sell(line(tea), line(cup), discount_code=" half ")
    assert [it.discount_minor for it in order.lines] == [50, 100]
    assert (order.discount_minor, order.total_minor, order.discount_code) == (150, 149, "HALF")
    assert msgspec.json.decode(order.lines[0].discounts) == [{"amount_minor": 50, "code": "HALF"}]


async def test_orders_of_a_store_are_numbered_in_order_each_for_itself(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, other = await shop.product(free=None), await given_store(tx)
    await sell_catalog(tx, store_id=other, catalog_id=shop.catalog)
    body = TermsChanges(number_prefix="B-")
    await change_store_terms(tx, store_id=other, body=body, if_match=0)
    for _ in range(2):
        placed = await place(
            tx, [asks(tx, it, line(tea)) for it in (shop.store, other, shop.store)]
        )
    assert [it.number for it in placed if isinstance(it, Order)] == ["1003", "B-1002", "1004"]


async def test_cash_is_given_change_and_pays_at_once(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    order = await shop.sell(line(tea, 2), tender=Tender(method="cash", given_minor=1_000))
    assert (order.state, order.payment_state, order.paid_minor) == ("paid", "paid", 600)
    assert order.change_minor == 400
    assert (
        await tx.connection.fetchval("SELECT count(*) FROM payment WHERE state = 'captured'") == 1
    )
    assert [it["paid_minor"] for it in await event_bodies(tx, "order.paid")] == [600]


async def test_what_costs_nothing_is_paid_and_waits_for_nothing(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await shop.sell(line(await shop.product(price_minor=0)), is_held=True)
    assert (order.state, order.is_held, order.expires_at) == ("paid", False, None)


async def test_an_order_to_be_paid_holds_its_units_for_the_store_s_time(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=5)
    body = TermsChanges(payment_hold_s=60)
    await change_store_terms(tx, store_id=shop.store, body=body, if_match=0)
    order = await shop.sell(line(tea, 2), is_held=True)
    assert order.expires_at == order.placed_at + timedelta(seconds=60)
    hold = await tx.connection.fetchrow("SELECT units, order_id, expires_at FROM hold")
    assert hold is not None
    assert tuple(hold) == (2, order.order_id, order.expires_at)
    assert await shop.free(tea) == 3
    assert await books_balance(tx)


async def test_lines_say_from_where_their_units_come(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, back = await shop.product(free=2), await given_location(tx, "back", position=1)
    await given_stock(tx, back, 5, variant_id=tea)
    (sold,) = (await shop.sell(line(tea, 6))).lines
    portions = msgspec.json.decode(sold.portions)
    assert [(it["location_id"], it["units"]) for it in portions] == [
        (str(shop.location), 2), (str(back), 4),
    ]  # fmt: skip
    assert sold.location_id == shop.location


async def test_what_may_be_owed_is_promised_beyond_what_there_is(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=1)
    await tx.connection.execute(
        """INSERT INTO stock_policy (org_id, variant_id, policy, backorder_max, updated_at)
           VALUES ($1, $2, 'backorder', 3, now())""",
        tx.context.org_id, tea,
    )  # fmt: skip
    order = await shop.sell(line(tea, 4))
    assert order.lines[0].backordered_units == 3
    assert await books_balance(tx)


async def test_what_was_sold_offline_is_booked_whatever_is_left(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=1)
    await tx.connection.execute("UPDATE store SET status = 'inactive'")
    await tx.connection.execute("DELETE FROM listing")
    bill = {"posts_always": True, "source": "till", "rung_up_at": tx.context.now, "tender": CASH}
    order = await shop.sell(line(tea, 3, expected_price_minor=1), **bill)
    assert (order.state, order.rung_up_at) == ("paid", tx.context.now)
    assert await tx.connection.fetchval("SELECT shortfall FROM stock") == 2
    assert await books_balance(tx)


async def test_everything_of_an_order_is_kept_as_it_is_answered(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    options = [{"name": "Size", "values": ["L"]}]
    variants = [{"option_values": ["L"], "price_minor": 300, "sku": "T-L"}]
    rum = {"key": "rum", "name": "Rum", "price_minor": 9}
    extras = {"key": "extra", "name": "Extra", "choices": [rum]}
    more = msgspec.convert(
        {"name": "Tea", "options": options, "variants": variants, "modifiers": [extras]}, NewProduct
    )
    tea = await shop.product(options=more.options, variants=more.variants, modifiers=more.modifiers)
    await create_discount(tx, body=NewDiscount(code="TEN", name="Ten", rate_ppm=100_000))
    order = await shop.sell(
        line(tea, 3, modifiers=[ChosenModifier("extra", "rum")], discount_minor=7),
        permissions=frozenset({"tills:override"}),
        customer_id=await given_customer_id(tx), customer_name="Ada", customer_email="a@b.c",
        customer_phone="+49", shipping_address=BERLIN, billing_address=BERLIN,
        discount_code="TEN", metadata=msgspec.Raw(b'{"a": 1}'), comment="ring twice",
        cart_id=new_id(), till_id=new_id(), shift_id=new_id(), rung_up_at=tx.context.now,
        source="till", is_held=True,
    )  # fmt: skip
    read = await read_order(tx, order_id=order.order_id)
    for name in order.__struct_fields__:
        if name not in {"lines", "change_minor"}:
            assert plain(getattr(read, name)) == plain(getattr(order, name)), name
    assert [plain(it) for it in read.lines] == [plain(it) for it in order.lines]


def plain(value: object) -> object:
    return msgspec.json.decode(msgspec.json.encode(value))


async def test_events_say_who_bought_what_for_whom(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    order = await shop.sell(line(tea, 2), tender=CASH)
    (placed,) = await event_bodies(tx, "order.placed")
    assert (placed["order_id"], placed["number"], placed["state"]) == (
        str(order.order_id), "1001", "paid",
    )  # fmt: skip
    assert placed["lines"] == [
        {"line_no": 1, "product_id": str(order.lines[0].product_id), "variant_id": str(tea),
         "units": 2, "price_minor": 300}
    ]  # fmt: skip
    who = await tx.connection.fetchrow(
        "SELECT actor_kind, request_id FROM event WHERE type = 'order.placed'"
    )
    assert who is not None
    assert (who["actor_kind"], who["request_id"][:8]) == ("shopper", "request-")
    assert await events_of(tx, "order.paid") == 1


async def test_a_bundle_takes_its_parts_beside_those_bought_alone(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    cup, tea = await shop.product("Cup", free=4), await shop.product(free=9)
    parts = [BundlePart(variant_id=cup), BundlePart(variant_id=tea, quantity=2)]
    pack = await shop.product("Pack", free=None, kind="bundle", bundle=parts)
    with pytest.raises(SoldOut) as caught:
        await shop.sell(line(pack, 4), line(tea, 2))
    assert [(it.pointer, it.detail) for it in caught.value.errors] == [
        ("/lines/0/units", "10 wanted, 9 left."), ("/lines/1/units", "10 wanted, 9 left."),
    ]  # fmt: skip
    order = await shop.sell(line(pack, 4), line(tea, 1))
    assert (await shop.free(cup), await shop.free(tea)) == (0, 0)
    assert len(msgspec.json.decode(order.lines[0].portions)) == 2
