"""An order is changed before it is shipped: what it costs, and what it took, follow to the unit."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import Invalid, NotFound, Refusal, Stale
from galleria.base.tx import Tx, transaction
from galleria.catalog.products.rows import BundlePart
from galleria.orders.cancel import cancel_order
from galleria.orders.change_body import AbovePaid, ChangedLine, OrderChanges
from galleria.orders.change_order import change_order
from galleria.orders.details import OrderDetails
from galleria.orders.refusals import NotForSale, SoldOut
from galleria.orders.rows import Order
from galleria.orders.transitions import IllegalTransition
from tests.conftest import recorded_statements
from tests.orders.living import (
    books_balance,
    committed,
    given_order,
    ship,
)
from tests.selling import SellingShop, given_selling_shop, line


async def change(tx: Tx, order: Order, **changes: Any) -> OrderDetails:
    return await change_order(tx, order_id=order.order_id, body=OrderChanges(**changes))


def adds_up(order: OrderDetails) -> bool:
    lines = [it for it in order.lines if not it.is_removed]
    return (
        order.lines_minor == sum(it.units * it.price_minor for it in lines)
        and order.discount_minor == sum(it.discount_minor for it in lines)
        and order.total_minor == sum(it.total_minor for it in lines) + order.shipping_minor
    )


async def test_more_units_are_taken_and_cost_more(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=5, price_minor=300)
    order = await given_order(shop, tea, 2, paid=False)
    after = await change(tx, order, change_lines=[ChangedLine(1, 4)])
    assert (after.total_minor, after.lines[0].units, after.version) == (1200, 4, 2)
    assert await shop.free(tea) == 1
    assert adds_up(after)
    assert await books_balance(tx)


async def test_fewer_units_are_given_back_and_cost_less(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=5, price_minor=300)
    order = await given_order(shop, tea, 4)
    after = await change(tx, order, change_lines=[ChangedLine(1, 1)])
    assert (after.total_minor, after.lines[0].units) == (300, 1)
    assert await shop.free(tea) == 4
    assert await books_balance(tx)


async def test_lines_come_and_go(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(free=5), await shop.product("Cup", free=5, price_minor=900)
    order = await given_order(shop, tea, 2, paid=False)
    after = await change(tx, order, add_lines=[line(cup, 2)], remove_lines=[1])
    assert [(it.line_no, it.is_removed) for it in after.lines] == [(1, True), (2, False)]
    assert after.total_minor == 1800
    assert (await shop.free(tea), await shop.free(cup)) == (5, 3)
    again = await change(tx, order, add_lines=[line(tea)])
    assert [it.line_no for it in again.lines] == [1, 2, 3]
    assert adds_up(again)
    assert await books_balance(tx)


async def test_after_an_edit_a_cancellation_gives_back_what_it_has(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(free=5), await shop.product("Cup", free=5)
    order = await given_order(shop, tea, 4, paid=False)
    await change(tx, order, change_lines=[ChangedLine(1, 3)], add_lines=[line(cup, 2)])
    await change(tx, order, change_lines=[ChangedLine(1, 5)])
    await cancel_order(tx, order_id=order.order_id)
    assert (await shop.free(tea), await shop.free(cup)) == (5, 5)
    assert await books_balance(tx)


async def test_a_line_keeps_the_price_it_had(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    order = await given_order(shop, tea, 1, paid=False)
    await tx.connection.execute("UPDATE variant SET price_minor = 500 WHERE variant_id = $1", tea)
    after = await change(tx, order, change_lines=[ChangedLine(1, 2)], add_lines=[line(tea)])
    assert [it.price_minor for it in after.lines] == [300, 500]


async def test_an_own_discount_shrinks_along(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    own = line(tea, 4, discount_minor=100, discount_reason="dented")
    order = await shop.sell(own, permissions=frozenset({"tills:override"}))
    after = await change(tx, order, change_lines=[ChangedLine(1, 1)])
    assert (after.discount_minor, after.total_minor) == (25, 275)
    assert msgspec.json.decode(after.lines[0].discounts) == [
        {"amount_minor": 25, "reason": "dented"}
    ]


async def test_a_paid_order_may_become_cheaper_but_not_dearer(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(free=9), 2)
    after = await change(tx, order, change_lines=[ChangedLine(1, 1)])
    assert (after.total_minor, after.paid_minor, after.refunded_minor) == (300, 600, 300)
    with pytest.raises(AbovePaid):
        await change(tx, order, change_lines=[ChangedLine(1, 2)])


async def test_what_was_free_does_not_come_to_cost_something(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(price_minor=0), paid=False)
    assert order.payment_state == "paid"
    with pytest.raises(AbovePaid):
        await change(tx, order, add_lines=[line(await shop.product("Cup", price_minor=900))])


async def test_parts_of_a_bundle_follow(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    cup, tea = await shop.product("Cup", free=9), await shop.product(free=9)
    parts = [BundlePart(variant_id=cup), BundlePart(variant_id=tea, quantity=2)]
    pack = await shop.product("Pack", free=None, kind="bundle", bundle=parts)
    order = await shop.sell(line(pack, 2))
    await change(tx, order, change_lines=[ChangedLine(1, 3)])
    assert (await shop.free(cup), await shop.free(tea)) == (6, 3)
    await change(tx, order, change_lines=[ChangedLine(1, 1)])
    assert (await shop.free(cup), await shop.free(tea)) == (8, 7)
    assert await books_balance(tx)


async def test_what_is_shipped_or_off_is_not_changed(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product()
    part, off = await given_order(shop, tea, 2), await given_order(shop, tea, 2)
    await ship(tx, part.order_id, 1)
    await cancel_order(tx, order_id=off.order_id)
    for order in (part, off, await given_order(shop, tea, 2, source="till")):
        with pytest.raises(IllegalTransition):
            await change(tx, order, change_lines=[ChangedLine(1, 1)])


async def test_what_is_sold_out_is_refused_and_nothing_changed(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, cup = await shop.product(free=3), await shop.product("Cup", free=1)
    order = await given_order(shop, tea, 2, paid=False)
    with pytest.raises(SoldOut) as refused:
        await change(tx, order, change_lines=[ChangedLine(1, 4)], add_lines=[line(cup, 2)])
    assert [it.pointer for it in refused.value.errors] == [
        "/change_lines/0/units",
        "/add_lines/0/units",
    ]


async def test_every_wrong_row_is_named(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2, paid=False)
    with pytest.raises(Invalid) as refused:
        await change(
            tx, order, change_lines=[ChangedLine(1, 1), ChangedLine(9, 1)], remove_lines=[1]
        )
    assert [it.pointer for it in refused.value.errors] == ["/change_lines/1", "/remove_lines/0"]
    with pytest.raises(Invalid):
        await change(tx, order, remove_lines=[1])


async def test_what_the_store_does_not_sell_is_not_added(tx: Tx, other_tx: Tx) -> None:
    shop, elsewhere = await given_selling_shop(tx), await given_selling_shop(other_tx)
    order = await given_order(shop, await shop.product(), paid=False)
    theirs = await elsewhere.product()
    with pytest.raises(NotForSale):
        await change(tx, order, add_lines=[line(theirs)])


async def test_absent_foreign_and_stale_are_refused(tx: Tx, other_tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    body = OrderChanges(customer_name="Grace")
    with pytest.raises(NotFound):
        await change_order(other_tx, order_id=order.order_id, body=body)
    with pytest.raises(Stale):
        await change_order(tx, order_id=order.order_id, body=body, if_match=5)


async def test_of_two_who_want_the_last_unit_one_has_it(
    database: Database, context: Context
) -> None:
    async def make(shop: SellingShop) -> list[UUID]:
        tea = await shop.product(free=3)
        return [(await given_order(shop, tea, 1, paid=False)).order_id for _ in range(2)]

    order_ids = await committed(database, context, make)

    async def attempt(order_id: UUID) -> bool:
        more = OrderChanges(change_lines=[ChangedLine(1, 2)])
        try:
            async with transaction(database, context) as tx:
                await change_order(tx, order_id=order_id, body=more)
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(*map(attempt, order_ids))) == [False, True]
    async with transaction(database, context) as tx:
        assert await books_balance(tx)


@pytest.mark.parametrize("lines", [1, 20])
async def test_an_edit_takes_as_many_statements_whatever_its_size(tx: Tx, lines: int) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=99)
    order = await shop.sell(*[line(tea, 2) for _ in range(lines)])
    fewer = [ChangedLine(line_no, 1) for line_no in range(1, lines + 1)]
    with recorded_statements(tx) as seen:
        await change(tx, order, change_lines=fewer, add_lines=[line(tea)] * lines)
        await asyncio.sleep(0)
    assert len(seen) == 14


async def test_a_discount_code_falls_on_what_is_there(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    await tx.connection.execute(
        """INSERT INTO discount (org_id, discount_id, code, name, kind, rate_ppm, updated_at)
           VALUES ($1, gen_random_uuid(), 'TEN', 'Ten', 'percent', 100000, $2)""",
        tx.context.org_id, tx.context.now,
    )  # fmt: skip
    order = await shop.sell(line(await shop.product(price_minor=300), 4), discount_code="TEN")
    after = await change(tx, order, change_lines=[ChangedLine(1, 2)])
    assert (after.discount_minor, after.total_minor) == (60, 540)
    await tx.connection.execute("UPDATE discount SET is_active = false")
    again = await change(tx, order, change_lines=[ChangedLine(1, 3)])
    assert (again.discount_minor, again.total_minor) == (60, 840)


async def test_what_was_promised_is_given_back_first(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=1)
    await tx.connection.execute(
        "INSERT INTO stock_policy VALUES ($1, $2, 'backorder', NULL, NULL, NULL, NULL, 1, $3)",
        tx.context.org_id, tea, tx.context.now,
    )  # fmt: skip
    order = await given_order(shop, tea, 4, paid=False)
    assert order.lines[0].backordered_units == 3
    after = await change(tx, order, change_lines=[ChangedLine(1, 2)])
    assert after.lines[0].backordered_units == 1
    assert await books_balance(tx)
