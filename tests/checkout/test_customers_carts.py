"""A customer's cart: theirs alone, one a shop, and what they put in as a guest comes along."""

from tests.checkout.given import Stall, given_customer


async def test_a_customer_has_one_cart_in_a_shop(stall: Stall) -> None:
    _, token = await given_customer(stall)
    first = (await stall.ask("POST", "/carts", token=token)).json()
    second = (await stall.ask("POST", "/carts", token=token)).json()
    assert first["cart_id"] == second["cart_id"]
    assert (first["customer_email"], first["customer_name"]) == ("ada@example.com", "Ada")
    mine = await stall.ask("GET", "/carts/mine", token=token)
    assert mine.json()["cart_id"] == first["cart_id"]


async def test_another_customer_cannot_reach_it(stall: Stall) -> None:
    _, ada = await given_customer(stall)
    _, bob = await given_customer(stall, "bob@example.com")
    cart = await stall.cart({"variant_id": await stall.product()}, token=ada)
    for token in (bob, None):
        assert (await stall.ask("GET", f"/carts/{cart}", token=token)).status_code == 404
        assert (await stall.ask("PATCH", f"/carts/{cart}", {}, token=token)).status_code == 404
        assert (await stall.ask("POST", f"/carts/{cart}/claim", token=token)).status_code in (
            401, 404,
        )  # fmt: skip


async def test_a_guests_cart_is_claimed_and_its_address_ends(stall: Stall) -> None:
    _, token = await given_customer(stall)
    cart = await stall.cart({"variant_id": await stall.product(), "units": 2})
    assert (await stall.ask("POST", f"/carts/{cart}/claim")).status_code == 401
    claimed = await stall.ask("POST", f"/carts/{cart}/claim", token=token)
    assert claimed.status_code == 200, claimed.text
    assert claimed.json()["cart"] == claimed.json()["cart_id"]
    assert (await stall.ask("GET", f"/carts/{cart}")).status_code == 404
    mine = (await stall.ask("GET", "/carts/mine", token=token)).json()
    assert [line["units"] for line in mine["lines"]] == [2]


async def test_claiming_merges_into_the_cart_that_is_there(stall: Stall) -> None:
    _, token = await given_customer(stall)
    tea, cake = await stall.product("Tea"), await stall.product("Cake")
    await stall.cart({"variant_id": tea, "units": 3}, token=token)
    guests = await stall.cart({"variant_id": tea, "units": 2}, {"variant_id": cake})
    merged = (await stall.ask("POST", f"/carts/{guests}/claim", token=token)).json()
    assert {line["name"]: line["units"] for line in merged["lines"]} == {"Tea": 5, "Cake": 1}
    assert (await stall.ask("GET", f"/carts/{guests}", token=token)).status_code == 404


async def test_units_merge_up_to_what_a_line_may_hold(stall: Stall) -> None:
    _, token = await given_customer(stall)
    tea = await stall.product()
    await stall.cart({"variant_id": tea, "units": 900_000}, token=token)
    guests = await stall.cart({"variant_id": tea, "units": 900_000})
    merged = (await stall.ask("POST", f"/carts/{guests}/claim", token=token)).json()
    assert [line["units"] for line in merged["lines"]] == [1_000_000]


async def test_a_customers_order_is_theirs_and_the_next_cart_is_empty(stall: Stall) -> None:
    customer_id, token = await given_customer(stall)
    cart = await stall.cart({"variant_id": await stall.product()}, token=token)
    answer = await stall.check_out(cart, token=token)
    assert answer.json()["order"]["customer_id"] == str(customer_id)
    assert (await stall.ask("GET", f"/carts/{cart}/order", token=token)).status_code == 200
    assert (await stall.ask("GET", f"/carts/{cart}/order")).status_code == 404
    again = await stall.ask("POST", "/carts", token=token)
    assert again.json()["cart_id"] != cart
    assert again.json()["lines"] == []


async def test_a_guests_order_stays_nobodys_whatever_its_address(stall: Stall) -> None:
    await given_customer(stall)
    cart = await stall.ready({"variant_id": await stall.product()})
    answer = await stall.check_out(cart)
    assert answer.json()["order"]["customer_id"] is None


async def test_who_is_disabled_gets_no_cart(stall: Stall) -> None:
    _, token = await given_customer(stall)
    await stall.run("UPDATE customer SET state = 'disabled'")
    assert (await stall.ask("POST", "/carts", token=token)).status_code in (401, 404)
