"""Orders are placed in batches, in order of arrival, each all or nothing."""

import asyncio

import pytest

from galleria.base.tx import Tx
from galleria.orders.place import place
from galleria.orders.refusals import SoldOut
from galleria.orders.rows import Order
from tests.catalog.given import counted, events_of
from tests.conftest import recorded_statements
from tests.selling import given_selling_shop, line


async def test_an_order_takes_its_units_and_has_a_number(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3, price_minor=250)
    order = await shop.sell(line(tea, 2))
    assert (order.number, order.total_minor, order.state) == ("1001", 500, "pending")
    assert await shop.free(tea) == 1
    assert await events_of(tx, "order.placed") == 1


async def test_who_comes_too_late_gets_nothing_and_no_number(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(free=2), await shop.product("Cup", free=9)
    outcomes = await place(
        tx, [shop.asks(line(tea, 1)), shop.asks(line(cup), line(tea, 2)), shop.asks(line(tea, 1))]
    )
    assert [type(it) for it in outcomes] == [Order, SoldOut, Order]
    assert [it.number for it in outcomes if isinstance(it, Order)] == ["1001", "1002"]
    assert (await shop.free(tea), await shop.free(cup)) == (0, 9)


@pytest.mark.parametrize("orders", [1, 20])
async def test_a_batch_takes_six_statements_whatever_its_size(tx: Tx, orders: int) -> None:
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(free=100), await shop.product("Cup", free=100)
    sales = [shop.asks(line(tea), line(cup)) for _ in range(orders)]
    with recorded_statements(tx) as seen:
        await place(tx, sales)
        await asyncio.sleep(0)  # The last one is told of a moment later.
    assert len(seen) == 6
    assert await counted(tx, "order_line") == 2 * orders
