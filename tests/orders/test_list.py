"""Lists of orders: every filter, page by page, in two statements."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.orders.cancel import cancel_order
from galleria.orders.list import OrderQuery, list_orders
from galleria.orders.read import read_order_by_number, serials_of
from galleria.orders.rows import Order
from tests.conftest import recorded_statements
from tests.orders.living import given_order, ship
from tests.selling import SellingShop, given_customer_id, given_selling_shop, line


async def numbers(tx: Tx, **filters: Any) -> list[str]:
    page = await list_orders(tx, query=OrderQuery(**filters))
    return [it.number for it in page.items]


async def given_few(tx: Tx) -> tuple[SellingShop, list[Order]]:
    """Place three orders, of which the second is cancelled and the third shipped."""
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(free=50), await shop.product("Cup", free=50)
    orders = [
        await given_order(shop, tea, paid=False, customer_id=await given_customer_id(tx)),
        await given_order(shop, tea),
        await shop.sell(line(tea), line(cup), source="till", till_id=new_id(), shift_id=new_id()),
    ]
    await cancel_order(tx, order_id=orders[1].order_id)
    return shop, orders


async def test_the_newest_come_first(tx: Tx) -> None:
    await given_few(tx)
    assert await numbers(tx) == ["1003", "1002", "1001"]


async def test_each_filter_finds_its_own(tx: Tx) -> None:
    shop, orders = await given_few(tx)
    tea, cup = orders[2].lines[0], orders[2].lines[1]
    assert await numbers(tx, state="cancelled") == ["1002"]
    assert await numbers(tx, payment_state="unpaid") == ["1003", "1001"]
    assert await numbers(tx, store_id=shop.store) == ["1003", "1002", "1001"]
    assert await numbers(tx, store_id=shop.store, state="pending") == ["1003", "1001"]
    assert await numbers(tx, store_id=new_id()) == []
    assert await numbers(tx, customer_id=orders[0].customer_id) == ["1001"]
    assert await numbers(tx, till_id=orders[2].till_id) == ["1003"]
    assert await numbers(tx, shift_id=orders[2].shift_id) == ["1003"]
    assert await numbers(tx, variant_id=cup.variant_id) == ["1003"]
    assert await numbers(tx, product_id=tea.product_id) == ["1003", "1002", "1001"]
    assert await numbers(tx, product_id=tea.product_id, variant_id=cup.variant_id) == []
    assert await numbers(tx, number="1002") == ["1002"]
    assert await numbers(tx, number="1002", variant_id=cup.variant_id) == []


async def test_all_filters_hold_at_once(tx: Tx) -> None:
    _, orders = await given_few(tx)
    for lead in (
        {"customer_id": orders[0].customer_id},
        {"till_id": orders[2].till_id},
        {"shift_id": orders[2].shift_id},
        {"number": "1001"},
        {"variant_id": orders[0].lines[0].variant_id},
        {"payment_state": "unpaid"},
        {"placed_from": orders[0].placed_at},
    ):
        assert await numbers(tx, **lead) != []
        assert await numbers(tx, **lead, state="delivered") == []
        assert await numbers(tx, **lead, store_id=new_id()) == []
        after = orders[2].placed_at + timedelta(hours=1)
        assert await numbers(tx, **{**lead, "placed_from": after}) == []


async def test_a_day_is_from_its_beginning_until_the_next(tx: Tx) -> None:
    _, orders = await given_few(tx)
    first = orders[0].placed_at
    await tx.connection.execute(
        "UPDATE orders SET placed_at = placed_at + (serial - 1001) * interval '1 day'"
    )
    until = first + timedelta(days=1)
    assert await numbers(tx, placed_from=first, placed_until=until) == ["1001"]
    assert await numbers(tx, placed_from=until) == ["1003", "1002"]
    assert await numbers(tx, placed_until=first) == []


@pytest.mark.parametrize(
    "by", ["all", "state", "payment_state", "store_id", "placed_from", "variant_id", "customer_id"]
)
async def test_pages_go_through_all_once(tx: Tx, by: str) -> None:
    shop = await given_selling_shop(tx)
    tea, customer = await shop.product(free=50), await given_customer_id(tx)
    orders = [await given_order(shop, tea, paid=False, customer_id=customer) for _ in range(5)]
    values = {
        "state": "pending",
        "payment_state": "unpaid",
        "store_id": shop.store,
        "placed_from": orders[0].placed_at,
        "variant_id": tea,
        "customer_id": customer,
    }
    filters = {by: values[by]} if by in values else {}
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = await list_orders(tx, query=OrderQuery(limit=2, cursor=cursor, **filters))
        seen += [it.number for it in page.items]
        cursor = page.next_cursor
    assert (seen, cursor) == (["1005", "1004", "1003", "1002", "1001"], None)


async def test_a_number_is_found_with_its_prefix_and_without(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    await tx.connection.execute(
        """INSERT INTO store_terms (org_id, store_id, number_prefix, updated_at)
           VALUES ($1, $2, 'B2026', $3)""",
        tx.context.org_id, shop.store, tx.context.now,
    )  # fmt: skip
    order = await given_order(shop, await shop.product())
    assert order.number == "B20261001"
    for number in ("B20261001", "1001"):
        assert await numbers(tx, number=number) == ["B20261001"]
        found = await read_order_by_number(tx, store_id=shop.store, number=number)
        assert found.order_id == order.order_id
    for number in ("20261001", "B2026", "001001", "B1001"):
        assert await numbers(tx, number=number) == []


async def test_nothing_of_another_organization_is_listed(tx: Tx, other_tx: Tx) -> None:
    _, orders = await given_few(tx)
    assert await numbers(other_tx) == []
    assert await numbers(other_tx, variant_id=orders[0].lines[0].variant_id) == []
    assert await numbers(other_tx, number="1001") == []


@pytest.mark.parametrize("orders", [1, 20])
async def test_a_list_takes_two_statements(tx: Tx, orders: int) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=99)
    for _ in range(orders):
        await given_order(shop, tea)
    with recorded_statements(tx) as seen:
        await list_orders(tx, query=OrderQuery(store_id=shop.store))
        await asyncio.sleep(0)
    assert len(seen) == 2


async def test_a_shipped_order_is_in_its_state(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    await ship(tx, order.order_id)
    assert await numbers(tx, state="shipped", payment_state="paid") == [order.number]


def test_where_a_prefix_ends_only_the_order_knows() -> None:
    assert serials_of("B20261001") == [20261001, 261001, 61001, 1001, 1]
    assert serials_of("none") == []
