"""A cart: what is put in, changed and taken out, and what its shopper is told."""

import secrets

import pytest

from galleria.base.ids import new_id
from tests.checkout.given import BERLIN, Stall


async def test_a_guest_fills_a_cart(stall: Stall) -> None:
    tea, cart = await stall.product("Tea", price_minor=300), await stall.cart()
    added = await stall.ask("POST", f"/carts/{cart}/lines", {"variant_id": tea, "units": 2})
    assert added.status_code == 201, added.text
    seen = (await stall.ask("GET", f"/carts/{cart}")).json()
    assert [(line["name"], line["units"]) for line in seen["lines"]] == [("Tea", 2)]
    assert (seen["lines_minor"], seen["notices"], seen["state"]) == (600, [], "open")


async def test_the_same_thing_again_is_more_of_it(stall: Stall) -> None:
    tea, cart = await stall.product(), await stall.cart()
    for units in (1, 2):
        await stall.ask("POST", f"/carts/{cart}/lines", {"variant_id": tea, "units": units})
    seen = (await stall.ask("GET", f"/carts/{cart}")).json()
    assert [line["units"] for line in seen["lines"]] == [3]


async def test_changes_and_removes_a_line(stall: Stall) -> None:
    tea, cart = await stall.product(), await stall.cart()
    added = await stall.ask("POST", f"/carts/{cart}/lines", {"variant_id": tea})
    at = f"/carts/{cart}/lines/{added.json()['lines'][0]['line_id']}"
    changed = await stall.ask("PATCH", at, {"units": 7})
    assert [line["units"] for line in changed.json()["lines"]] == [7]
    assert (await stall.ask("DELETE", at)).json()["lines"] == []
    assert (await stall.ask("DELETE", at)).status_code == 404


async def test_setting_all_lines_keeps_the_price_of_those_that_stay(stall: Stall) -> None:
    tea, cake = await stall.product("Tea", price_minor=300), await stall.product("Cake")
    cart = await stall.cart({"variant_id": tea})
    await stall.run("UPDATE variant SET price_minor = 350 WHERE variant_id = $1", tea)
    body = {"lines": [{"variant_id": tea, "units": 4}, {"variant_id": cake}]}
    lines = (await stall.ask("PUT", f"/carts/{cart}/lines", body)).json()["lines"]
    assert [(line["units"], line["added_price_minor"]) for line in lines] == [(4, 300), (1, 300)]


async def test_tells_a_new_price_when_it_is_read(stall: Stall) -> None:
    tea = await stall.product("Tea", price_minor=300)
    cart = await stall.cart({"variant_id": tea, "units": 2})
    await stall.run("UPDATE variant SET price_minor = 350 WHERE variant_id = $1", tea)
    seen = (await stall.ask("GET", f"/carts/{cart}")).json()
    (notice,) = seen["notices"]
    assert (notice["code"], notice["old_minor"], notice["new_minor"]) == ("price_changed", 300, 350)
    assert seen["lines_minor"] == 700


@pytest.mark.parametrize(("free", "code"), [(0, "sold_out"), (2, "only_left")])
async def test_tells_what_there_is_too_little_of(stall: Stall, free: int, code: str) -> None:
    tea = await stall.product("Tea", free=5)
    cart = await stall.cart({"variant_id": tea, "units": 3})
    await stall.run("UPDATE stock SET free = $1", free)
    (notice,) = (await stall.ask("GET", f"/carts/{cart}")).json()["notices"]
    assert (notice["code"], notice["available_units"]) == (code, free)


async def test_tells_a_new_price_to_who_has_the_cart_already(stall: Stall) -> None:
    tea = await stall.product("Tea", price_minor=300)
    cart = await stall.cart({"variant_id": tea})
    etag = (await stall.ask("GET", f"/carts/{cart}")).headers["etag"]
    await stall.run("UPDATE variant SET price_minor = 350 WHERE variant_id = $1", tea)
    again = await stall.ask("GET", f"/carts/{cart}", if_none_match=etag)
    assert (again.status_code, len(again.json()["notices"])) == (200, 1)


async def test_tells_what_is_not_sold_any_more(stall: Stall) -> None:
    tea = await stall.product("Tea")
    cart = await stall.cart({"variant_id": tea})
    await stall.run("UPDATE variant SET is_active = false WHERE variant_id = $1", tea)
    seen = (await stall.ask("GET", f"/carts/{cart}")).json()
    assert [notice["code"] for notice in seen["notices"]] == ["not_for_sale"]
    assert seen["lines_minor"] == 0


@pytest.mark.parametrize("units", [0, -1, 1.5, 1_000_001, "2", None])
async def test_refuses_units_that_are_none(stall: Stall, units: object) -> None:
    tea, cart = await stall.product(), await stall.cart()
    body = {"variant_id": tea, "units": units}
    answer = await stall.ask("POST", f"/carts/{cart}/lines", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/units"


async def test_refuses_what_is_not_sold_here(stall: Stall, other_stall: Stall) -> None:
    cart = await stall.cart()
    for variant in (str(new_id()), await other_stall.product()):
        answer = await stall.ask("POST", f"/carts/{cart}/lines", {"variant_id": variant})
        assert (answer.status_code, answer.json()["code"]) == (422, "not_for_sale")


async def test_a_refused_line_points_to_the_name_that_was_sent(stall: Stall) -> None:
    cart = await stall.cart()
    for name, value in (("sku", "nope"), ("variant_id", str(new_id()))):
        for at, body in (("", {name: value}), ("/lines/0", {"lines": [{name: value}]})):
            answer = await stall.ask("PUT" if at else "POST", f"/carts/{cart}/lines", body)
            assert answer.json()["errors"][0]["pointer"] == f"{at}/{name}"


async def test_refuses_all_lines_when_one_is_wrong_and_names_it(stall: Stall) -> None:
    tea = await stall.product()
    cart = await stall.cart({"variant_id": tea})
    body = {"lines": [{"variant_id": tea, "units": 9}, {"variant_id": str(new_id())}]}
    answer = await stall.ask("PUT", f"/carts/{cart}/lines", body)
    assert answer.json()["errors"][0]["pointer"] == "/lines/1/variant_id"
    assert (await stall.ask("GET", f"/carts/{cart}")).json()["lines"][0]["units"] == 1


async def test_a_cart_is_reached_by_its_secret_alone(stall: Stall, other_stall: Stall) -> None:
    cart = await stall.cart()
    cart_id = (await stall.ask("GET", f"/carts/{cart}")).json()["cart_id"]
    guess = cart[:22] + secrets.token_urlsafe(16)[:21]
    for address in (cart_id, guess, "x", "a" * 43):
        assert (await stall.ask("GET", f"/carts/{address}")).status_code == 404
        assert (await stall.ask("PATCH", f"/carts/{address}", {})).status_code == 404
    assert (await other_stall.ask("GET", f"/carts/{cart}")).status_code == 404
    assert (await stall.ask("GET", "/carts/mine")).status_code == 401


async def test_keeps_only_a_hash_of_the_secret(stall: Stall) -> None:
    cart = await stall.cart()
    kept = await stall.run("SELECT row_to_json(cart)::text FROM cart")
    assert cart not in kept
    assert cart[22:] not in kept


async def test_sets_who_it_is_for(stall: Stall) -> None:
    cart = await stall.cart(customer_email="ada@example.com", shipping_address=BERLIN)
    changed = await stall.ask("PATCH", f"/carts/{cart}", {"discount_code": "SPRING"})
    seen = changed.json()
    assert seen["customer_email"] == "ada@example.com"
    assert seen["shipping_address"]["city"] == "Berlin"
    assert seen["discount_code"] == "SPRING"
    cleared = await stall.ask(
        "PATCH", f"/carts/{cart}", {"shipping_address": None, "discount_code": None}
    )
    assert (cleared.json()["shipping_address"], cleared.json()["discount_code"]) == (None, None)


async def test_a_version_that_was_changed_meanwhile_is_told(stall: Stall) -> None:
    tea, cart = await stall.product(), await stall.cart()
    read = await stall.ask("GET", f"/carts/{cart}")
    body = {"variant_id": tea}
    first = await stall.ask("POST", f"/carts/{cart}/lines", body, if_match=read.headers["etag"])
    assert first.status_code == 201
    for method, path, sent in (
        ("POST", "/lines", body), ("PATCH", "", {}), ("PUT", "/lines", {"lines": []})
    ):  # fmt: skip
        late = await stall.ask(method, f"/carts/{cart}{path}", sent, if_match=read.headers["etag"])
        assert late.status_code == 412


async def test_the_same_request_again_adds_once(stall: Stall) -> None:
    tea, cart = await stall.product(), await stall.cart()
    for _ in range(2):
        await stall.ask(
            "POST", f"/carts/{cart}/lines", {"variant_id": tea}, idempotency_key="again"
        )
    assert (await stall.ask("GET", f"/carts/{cart}")).json()["lines"][0]["units"] == 1


async def test_lists_how_it_can_be_sent_with_prices(stall: Stall) -> None:
    await given_method(stall, "post", countries=["DE"], price_minor=490, free_from_minor=600)
    await given_method(stall, "boat", countries=["FR"], price_minor=990)
    tea = await stall.product("Tea", price_minor=300)
    cart = await stall.cart({"variant_id": tea}, shipping_address=BERLIN)
    for units, price in ((1, 490), (2, 0)):
        await stall.ask(
            "PUT", f"/carts/{cart}/lines", {"lines": [{"variant_id": tea, "units": units}]}
        )
        listed = (await stall.ask("GET", f"/carts/{cart}/shipping-methods")).json()["items"]
        assert [(it["code"], it["price_minor"]) for it in listed] == [("post", price)]


async def given_method(stall: Stall, code: str, **more: object) -> None:
    await stall.run(
        """INSERT INTO shipping_method (org_id, shipping_method_id, store_id, code, name, countries,
                                        price_minor, free_from_minor, updated_at)
           VALUES ($1, $2, $3, $4, $4, $5, $6, $7, now())""",
        stall.context.org_id, new_id(), stall.shop.store, code, more.get("countries", []),
        more.get("price_minor", 0), more.get("free_from_minor"),
    )  # fmt: skip
