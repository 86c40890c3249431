"""What a cart costs: as many statements for twenty lines as for one, for ten carts as for one."""

import asyncio
from typing import Any

import pytest

from galleria.base.lane import asked_by
from galleria.base.tx import Tx
from galleria.checkout.change_cart import CartChanges, change_cart
from galleria.checkout.check_out import CheckedOut, CheckOut, CheckOutBody, check_out_carts
from galleria.checkout.lines import (
    CartLines,
    LineChange,
    NewCartLine,
    add_cart_line,
    change_cart_line,
    set_cart_lines,
)
from galleria.checkout.open_cart import open_new_cart
from galleria.checkout.pay import ChosenPayment
from galleria.checkout.place import place_of
from galleria.checkout.quote import quote_cart
from galleria.checkout.read_cart import read_cart
from galleria.checkout.rows import Cart
from tests.conftest import recorded_statements
from tests.listing.given_shop import seen_by
from tests.selling import given_selling_shop


async def given_cart(tx: Tx, lines: int) -> tuple[Tx, Cart]:
    """A shopper's transaction, and a cart with so many lines."""
    shop = await given_selling_shop(tx)
    variants = [
        await shop.product(f"Tea {number}", price_minor=100, free=100) for number in range(lines)
    ]
    shopper = seen_by(tx, shop.store)
    cart = await open_new_cart(shopper)
    body = CartLines([NewCartLine(variant_id=variant) for variant in variants])
    await set_cart_lines(shopper, cart=cart.cart, body=body)
    await change_cart(shopper, cart=cart.cart, body=CartChanges(customer_email="a@example.com"))
    return shopper, await read_cart(shopper, cart=cart.cart)


@pytest.mark.parametrize("lines", [1, 20])
async def test_each_request_has_its_statements_whatever_its_lines(tx: Tx, lines: int) -> None:
    shopper, cart = await given_cart(tx, lines)
    line = cart.lines[0]
    body = CartLines([NewCartLine(variant_id=it.variant_id, units=2) for it in cart.lines])
    more = NewCartLine(variant_id=line.variant_id)
    units = LineChange(3)
    asked: list[tuple[int, Any, dict[str, Any]]] = [
        (3, read_cart, {}),
        (3, add_cart_line, {"body": more}),
        (2, change_cart_line, {"line_id": line.line_id, "body": units}),
        (3, set_cart_lines, {"body": body}),
        (1, change_cart, {"body": CartChanges(customer_name="Ada")}),
        (4, quote_cart, {}),
    ]
    for most, use_case, more_of_it in asked:
        with recorded_statements(tx) as seen:
            await use_case(shopper, cart=cart.cart, **more_of_it)
            await asyncio.sleep(0)  # The last is told of a moment later.
        assert len(seen) == most, use_case.__name__


@pytest.mark.parametrize("carts", [1, 10])
async def test_a_batch_of_checkouts_has_its_statements_whatever_its_size(
    tx: Tx, carts: int
) -> None:
    shopper, first = await given_cart(tx, 2)
    made = [await open_new_cart(shopper) for _ in range(carts)]
    lines = CartLines([NewCartLine(variant_id=it.variant_id) for it in first.lines])
    for cart in made:
        await set_cart_lines(shopper, cart=cart.cart, body=lines)
        await change_cart(shopper, cart=cart.cart, body=CartChanges(customer_phone="1"))
    body = CheckOutBody(expected_total_minor=200, payment=ChosenPayment(method="manual"))
    asked = [
        asked_by(shopper.context, CheckOut(place_of(cart.cart, is_signed_in=False), body))
        for cart in made
    ]
    with recorded_statements(tx) as seen:
        done = await check_out_carts(shopper, asked)
        await asyncio.sleep(0)
    assert [isinstance(it, CheckedOut) for it in done] == [True] * carts, done
    # asyncpg looks up types that it has not met before.
    assert len([text for text in seen if "pg_catalog" not in text and "'jit'" not in text]) == 8
