"""A store whose terms say so sets a cart's units aside for a while."""

import pytest

from tests.checkout.given import Stall, given_customer


@pytest.fixture
async def holding(stall: Stall) -> Stall:
    await stall.run(
        """INSERT INTO store_terms (org_id, store_id, cart_hold_s, updated_at)
           VALUES ($1, $2, 600, now())""",
        stall.context.org_id, stall.shop.store,
    )  # fmt: skip
    return stall


async def counters(stall: Stall) -> tuple[int, int]:
    return (
        await stall.run("SELECT sum(free)::int FROM stock"),
        await stall.run("SELECT sum(held)::int FROM stock"),
    )


async def test_what_is_in_a_cart_is_set_aside(holding: Stall) -> None:
    tea = await holding.product(free=5)
    cart = await holding.cart({"variant_id": tea, "units": 2})
    assert await counters(holding) == (3, 2)
    seen = (await holding.ask("GET", f"/carts/{cart}")).json()
    assert seen["held_until"] is not None
    await holding.ask("PUT", f"/carts/{cart}/lines", {"lines": [{"variant_id": tea}]})
    assert await counters(holding) == (4, 1)
    await holding.ask("PUT", f"/carts/{cart}/lines", {"lines": []})
    assert await counters(holding) == (5, 0)


async def test_more_than_there_is_cannot_be_set_aside(holding: Stall) -> None:
    tea = await holding.product(free=3)
    cart = await holding.cart({"variant_id": tea, "units": 2})
    refused = await holding.ask("POST", f"/carts/{cart}/lines", {"variant_id": tea, "units": 2})
    assert (refused.status_code, refused.json()["code"]) == (409, "sold_out")
    assert [it["pointer"] for it in refused.json()["errors"]] == ["/units"]
    assert await counters(holding) == (1, 2)


async def test_what_was_set_aside_is_what_is_ordered(holding: Stall) -> None:
    tea = await holding.product(free=2)
    cart = await holding.ready({"variant_id": tea, "units": 2})
    other = await holding.cart()
    refused = await holding.ask("POST", f"/carts/{other}/lines", {"variant_id": tea})
    assert refused.json()["code"] == "sold_out"
    ordered = await holding.check_out(cart)
    assert ordered.status_code == 201, ordered.text
    assert await counters(holding) == (0, 0)


async def test_what_was_let_go_is_taken_again_while_there_is_any(holding: Stall) -> None:
    cart = await holding.ready({"variant_id": await holding.product(free=2), "units": 2})
    await expire(holding)
    assert (await holding.check_out(cart)).status_code == 201


async def test_what_was_let_go_and_sold_is_refused_as_expired(holding: Stall) -> None:
    cart = await holding.ready({"variant_id": await holding.product(free=2), "units": 2})
    await expire(holding)
    await holding.run("UPDATE stock SET free = 1")
    refused = await holding.check_out(cart)
    assert (refused.status_code, refused.json()["code"]) == (409, "hold_expired")
    assert refused.json()["errors"][0]["pointer"].startswith("/lines/0")


async def test_merging_holds_once(holding: Stall) -> None:
    _, token = await given_customer(holding)
    tea = await holding.product(free=5)
    await holding.cart({"variant_id": tea}, token=token)
    guests = await holding.cart({"variant_id": tea, "units": 2})
    await holding.ask("POST", f"/carts/{guests}/claim", token=token)
    assert await counters(holding) == (2, 3)


async def expire(stall: Stall) -> None:
    """Have the cart's holds end, as their job does."""
    await stall.run("DELETE FROM hold")
    await stall.run("UPDATE stock SET free = free + held, held = 0")
