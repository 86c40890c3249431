"""From a cart to an order: once, for what was quoted, or a refusal that says what changed."""

import asyncio

from msgspec import structs

from galleria.base.ids import new_id
from galleria.base.lane import asked_by
from galleria.base.refusals import NotFound
from galleria.base.tx import transaction
from galleria.checkout.check_out import CheckedOut, CheckOut, CheckOutBody, check_out_carts
from galleria.checkout.pay import ChosenPayment
from galleria.checkout.place import place_of
from galleria.orders import PriceChanged
from tests.checkout.given import BERLIN, Stall
from tests.checkout.test_carts import given_method


async def test_a_guest_buys_from_the_first_click_to_the_order(stall: Stall) -> None:
    await given_method(stall, "post", price_minor=490)
    tea = await stall.product("Tea", price_minor=300, free=5)
    cart = await stall.ready(
        {"variant_id": tea, "units": 2}, shipping_address=BERLIN, shipping_method="post"
    )
    answer = await stall.check_out(cart, comment="No bell", accepts=["terms"])
    assert answer.status_code == 201, answer.text
    order = answer.json()["order"]
    assert (order["state"], order["total_minor"], order["number"]) == ("pending", 1090, "1001")
    assert await stall.run("SELECT free FROM stock") == 3
    seen = (await stall.ask("GET", f"/carts/{cart}/order")).json()
    assert seen["order"]["order_id"] == order["order_id"]
    assert (await stall.ask("GET", f"/carts/{cart}")).json()["state"] == "ordered"


async def test_checking_out_twice_is_one_order(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(price_minor=300)})
    body = {"expected_total_minor": 300, "payment": {"method": "manual"}}
    answers = [await stall.ask("POST", f"/carts/{cart}/checkout", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["order"]["order_id"] for answer in answers}) == 1
    assert await stall.run("SELECT count(*) FROM orders") == 1


async def test_two_tabs_at_once_are_one_order(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(free=5, price_minor=300)})
    body = {"expected_total_minor": 300, "payment": {"method": "manual"}}
    asked = [
        stall.ask("POST", f"/carts/{cart}/checkout", body, idempotency_key=f"tab-{tab}")
        for tab in range(5)
    ]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order"]["number"] for answer in answers}) == 1
    assert await stall.run("SELECT sum(free) FROM stock") == 4


async def test_the_same_key_is_answered_byte_for_byte(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(price_minor=300)})
    body = {"expected_total_minor": 300, "payment": {"method": "cash_on_delivery"}}
    answers = [
        await stall.ask("POST", f"/carts/{cart}/checkout", body, idempotency_key="once")
        for _ in range(2)
    ]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotent-replayed"] == "true"


async def test_a_price_that_changed_is_told_line_by_line(stall: Stall) -> None:
    tea, cake = await stall.product(price_minor=300), await stall.product("Cake", price_minor=200)
    cart = await stall.ready({"variant_id": tea}, {"variant_id": cake})
    quoted = (await stall.ask("GET", f"/carts/{cart}/quote")).json()
    await stall.run("UPDATE variant SET price_minor = 250 WHERE variant_id = $1", cake)
    body = {
        "expected_total_minor": quoted["expected_total_minor"],
        "quote": quoted["quote"],
        "payment": {"method": "manual"},
    }
    refused = await stall.ask("POST", f"/carts/{cart}/checkout", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "price_changed")
    told = {error["pointer"]: error["detail"] for error in refused.json()["errors"]}
    (line,) = [pointer for pointer in told if pointer.startswith("/lines/1")]
    assert "200" in told[line]
    assert "250" in told[line]
    assert await stall.run("SELECT count(*) FROM orders") == 0


async def test_a_total_that_was_not_quoted_is_refused(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(price_minor=300)})
    refused = await stall.check_out(cart, expected_total_minor=299)
    assert (refused.status_code, refused.json()["code"]) == (409, "price_changed")


async def test_what_was_sold_meanwhile_is_refused_and_named(stall: Stall) -> None:
    tea = await stall.product(free=2)
    cart = await stall.ready({"variant_id": tea, "units": 2})
    await stall.run("UPDATE stock SET free = 1")
    refused = await stall.check_out(cart)
    assert (refused.status_code, refused.json()["code"]) == (409, "sold_out")
    assert refused.json()["errors"][0]["pointer"].startswith("/lines/0")
    assert (await stall.ask("GET", f"/carts/{cart}")).json()["state"] == "open"


async def test_an_empty_cart_is_refused(stall: Stall) -> None:
    cart = await stall.ready()
    assert (await stall.ask("GET", f"/carts/{cart}/quote")).json()["code"] == "cart_empty"
    body = {"expected_total_minor": 0, "payment": {"method": "manual"}}
    refused = await stall.ask("POST", f"/carts/{cart}/checkout", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "cart_empty")


async def test_somebody_must_be_told_of_the_order(stall: Stall) -> None:
    cart = await stall.cart({"variant_id": await stall.product()})
    refused = await stall.check_out(cart)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/customer_email"


async def test_a_shop_that_sends_asks_how(stall: Stall) -> None:
    await given_method(stall, "post")
    cart = await stall.ready({"variant_id": await stall.product()})
    refused = await stall.check_out(cart)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_shipping")


async def test_an_address_without_what_its_country_needs_is_refused(stall: Stall) -> None:
    await given_method(stall, "post")
    cart = await stall.ready(
        {"variant_id": await stall.product()},
        shipping_method="post",
        shipping_address={"country": "DE", "line1": "Torstr. 1"},
    )
    body = {"expected_total_minor": 300, "payment": {"method": "manual"}}
    for refused in (
        await stall.ask("GET", f"/carts/{cart}/quote"),
        await stall.ask("POST", f"/carts/{cart}/checkout", body),
    ):
        assert (refused.status_code, refused.json()["code"]) == (422, "address_incomplete")
        pointers = {error["pointer"] for error in refused.json()["errors"]}
        assert pointers == {"/shipping_address/city", "/shipping_address/postcode"}


async def test_a_code_that_is_none_is_refused(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product()}, discount_code="NONE")
    quoted = await stall.ask("GET", f"/carts/{cart}/quote")
    assert (quoted.status_code, quoted.json()["code"]) == (422, "discount_refused")


async def test_a_closed_store_takes_nothing(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(price_minor=300)})
    await stall.run("UPDATE store SET status = 'inactive'")
    body = {"expected_total_minor": 300, "payment": {"method": "manual"}}
    refused = await stall.ask("POST", f"/carts/{cart}/checkout", body)
    assert refused.status_code in (404, 409)
    assert await stall.run("SELECT count(*) FROM orders") == 0


async def test_an_ordered_cart_is_changed_no_more(stall: Stall) -> None:
    tea = await stall.product()
    cart = await stall.ready({"variant_id": tea})
    await stall.check_out(cart)
    for method, path, sent in (
        ("POST", "/lines", {"variant_id": tea}), ("PATCH", "", {}), ("PUT", "/lines", {"lines": []})
    ):  # fmt: skip
        refused = await stall.ask(method, f"/carts/{cart}{path}", sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "cart_ordered")


async def test_another_shop_cannot_order_or_see_it(stall: Stall, other_stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product()})
    body = {"expected_total_minor": 300, "payment": {"method": "manual"}}
    assert (await other_stall.ask("POST", f"/carts/{cart}/checkout", body)).status_code == 404
    assert (await other_stall.ask("GET", f"/carts/{cart}/order")).status_code == 404
    assert (await stall.ask("GET", f"/carts/{cart}/order")).json()["code"] == "not_ordered"


async def test_without_a_gateway_the_order_stands_and_says_why_it_cannot_be_paid(
    stall: Stall,
) -> None:
    cart = await stall.ready({"variant_id": await stall.product(free=3)})
    answer = await stall.check_out(cart, method="gateway")
    assert answer.status_code == 201, answer.text
    assert answer.json()["payment"] is None
    assert answer.json()["payment_problem"]["code"] == "no_gateway"
    assert await stall.run("SELECT held FROM stock") == 1
    again = await stall.ask("POST", f"/carts/{cart}/payments", {"method": "gateway"})
    assert (again.status_code, again.json()["code"]) == (422, "no_gateway")


async def test_what_costs_nothing_is_paid(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(price_minor=0)})
    answer = await stall.check_out(cart, method="gateway")
    assert answer.json()["order"]["payment_state"] == "paid"
    assert answer.json()["payment_problem"] is None


async def test_names_every_wrong_field(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product()})
    body = {"expected_total_minor": -1, "payment": {"method": "gold"}, "id": str(new_id())}
    refused = await stall.ask("POST", f"/carts/{cart}/checkout", body)
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} == {
        "/expected_total_minor", "/payment/method", "/id",
    }  # fmt: skip


async def test_two_processes_at_once_make_one_order(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(free=5, price_minor=300)})
    body = CheckOutBody(expected_total_minor=300, payment=ChosenPayment(method="manual"))
    asked = asked_by(stall.shopper, CheckOut(place_of(cart, is_signed_in=False), body))

    async def order() -> object:
        async with transaction(stall.database, stall.shopper) as tx:
            (done,) = await check_out_carts(tx, [asked])
        assert isinstance(done, CheckedOut)
        return done.order.order_id

    assert len(set(await asyncio.gather(*(order() for _ in range(6))))) == 1
    assert await stall.run("SELECT free FROM stock") == 4


async def test_of_one_cart_twice_in_a_batch_the_sound_one_is_ordered(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(price_minor=300)})
    place, asked = place_of(cart, is_signed_in=False), []
    for total in (299, 300, 300):
        body = CheckOutBody(expected_total_minor=total, payment=ChosenPayment(method="manual"))
        asked.append(asked_by(stall.shopper, CheckOut(place, body)))
    async with transaction(stall.database, stall.shopper) as tx:
        wrong, first, second = await check_out_carts(tx, asked)
    assert isinstance(wrong, PriceChanged)
    assert isinstance(first, CheckedOut)
    assert isinstance(second, CheckedOut)
    assert (first.is_new, second.is_new) == (True, False)


async def test_another_secret_in_the_same_batch_reaches_nothing(stall: Stall) -> None:
    cart = await stall.ready({"variant_id": await stall.product(price_minor=300)})
    place = place_of(cart, is_signed_in=False)
    body = CheckOutBody(expected_total_minor=300, payment=ChosenPayment(method="manual"))
    asked = [
        asked_by(stall.shopper, CheckOut(it, body))
        for it in (place, structs.replace(place, secret_hash=b"x"))
    ]
    async with transaction(stall.database, stall.shopper) as tx:
        _, stranger = await check_out_carts(tx, asked)
    assert isinstance(stranger, NotFound)


async def test_another_currency_than_the_shops_is_refused(stall: Stall) -> None:
    tea = await stall.product(price_minor=300)
    cart = await stall.ready({"variant_id": tea})
    await stall.run("UPDATE variant SET currency = 'USD' WHERE variant_id = $1", tea)
    quoted = await stall.ask("GET", f"/carts/{cart}/quote")
    assert (quoted.status_code, quoted.json()["code"]) == (422, "not_for_sale")
