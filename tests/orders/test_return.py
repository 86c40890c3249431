"""Units come back: the customer gets what was paid for them, no more, and the books balance."""

import asyncio
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid, NotFound, Refusal, Stale
from galleria.base.tx import Tx, transaction
from galleria.catalog.products.rows import BundlePart
from galleria.orders.return_rules import share
from galleria.orders.return_units import NewReturn, ReturnLine, return_units
from galleria.orders.transitions import IllegalTransition
from galleria.orders.units import TooManyUnits
from tests.orders.living import (
    CASH,
    books_balance,
    committed,
    event_bodies,
    given_order,
    ship,
)
from tests.selling import SellingShop, given_selling_shop, line
from tests.stock.given import given_location


def returned(*units: int, outcome: str = "restock", **more: object) -> NewReturn:
    lines = [
        ReturnLine(line_no=line_no, units=count, outcome=outcome)  # type: ignore[arg-type]
        for line_no, count in enumerate(units, 1)
        if count
    ]
    return NewReturn(lines=lines, **more)  # type: ignore[arg-type]


async def test_what_came_back_can_be_sold_again(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=5, price_minor=300)
    order = await given_order(shop, tea, 3)
    await ship(tx, order.order_id)
    after = await return_units(tx, order_id=order.order_id, body=returned(2, reason="Too small"))
    assert (after.state, after.lines[0].returned_units) == ("shipped", 2)
    assert [(it.reason, it.amount_minor) for it in after.returns] == [("Too small", 600)]
    assert await shop.free(tea) == 4
    assert await books_balance(tx)


async def test_what_was_paid_for_it_is_given_back(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(price_minor=300), 3)
    await ship(tx, order.order_id)
    part = await return_units(tx, order_id=order.order_id, body=returned(2))
    assert (part.payment_state, part.refunded_minor) == ("partially_refunded", 600)
    whole = await return_units(tx, order_id=order.order_id, body=returned(1))
    assert (whole.payment_state, whole.refunded_minor) == ("refunded", 900)


async def test_what_is_written_off_is_not(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=5)
    order = await given_order(shop, tea, 3)
    await ship(tx, order.order_id)
    await return_units(tx, order_id=order.order_id, body=returned(2, outcome="write_off"))
    kinds = await tx.connection.fetch(
        "SELECT kind, units FROM movement WHERE order_id = $1 ORDER BY movement_id", order.order_id
    )
    assert [tuple(it) for it in kinds] == [("sell", -3), ("return", 2), ("damage", -2)]
    assert await shop.free(tea) == 2
    assert await books_balance(tx)


async def test_it_is_returned_when_all_is_back(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    lines = [line(await shop.product(), 2), line(await shop.product("Cup"))]
    order = await shop.sell(*lines, tender=CASH)
    await ship(tx, order.order_id)
    for units in ((1, 0), (0, 1)):
        await return_units(tx, order_id=order.order_id, body=returned(*units))
    after = await return_units(tx, order_id=order.order_id, body=returned(1))
    assert after.state == "returned"
    assert sum(it.amount_minor for it in after.returns) == order.total_minor
    bodies = await event_bodies(tx, "order.returned")
    assert [it["is_complete"] for it in bodies] == [False, False, True]


async def test_it_comes_back_to_where_it_is_said(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=5)
    depot = await given_location(tx, "depot", position=1)
    order = await given_order(shop, tea, 2)
    await ship(tx, order.order_id)
    row = ReturnLine(line_no=1, units=2, location_id=depot)
    await return_units(tx, order_id=order.order_id, body=NewReturn(lines=[row]))
    free = "SELECT free FROM stock WHERE location_id = $1"
    assert await tx.connection.fetchval(free, depot) == 2
    assert await books_balance(tx)


async def test_who_buys_at_a_till_has_it_in_hand(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2, source="till")
    after = await return_units(tx, order_id=order.order_id, body=returned(1))
    assert (after.state, after.returns[0].amount_minor) == ("paid", 300)


async def test_less_may_be_given_back_and_no_more(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(price_minor=300), 2)
    await ship(tx, order.order_id)
    after = await return_units(tx, order_id=order.order_id, body=returned(1, amount_minor=250))
    assert after.returns[0].amount_minor == 250
    with pytest.raises(Invalid) as refused:
        await return_units(tx, order_id=order.order_id, body=returned(1, amount_minor=301))
    assert [it.pointer for it in refused.value.errors] == ["/amount_minor"]


async def test_what_was_never_paid_is_not_given_back(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2, paid=False)
    await tx.connection.execute(
        "UPDATE orders SET state = 'processing' WHERE order_id = $1", order.order_id
    )
    await ship(tx, order.order_id)
    after = await return_units(tx, order_id=order.order_id, body=returned(2))
    assert (after.state, after.returns[0].amount_minor) == ("returned", 0)


async def test_parts_of_a_bundle_come_back(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    cup, tea = await shop.product("Cup", free=4), await shop.product(free=9)
    parts = [BundlePart(variant_id=cup), BundlePart(variant_id=tea, quantity=2)]
    pack = await shop.product("Pack", free=None, kind="bundle", bundle=parts)
    order = await shop.sell(line(pack, 3), tender=CASH)
    await ship(tx, order.order_id)
    await return_units(tx, order_id=order.order_id, body=returned(1))
    assert (await shop.free(cup), await shop.free(tea)) == (2, 5)
    assert await books_balance(tx)


async def test_no_more_comes_back_than_is_out(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 3)
    await ship(tx, order.order_id, 2)
    with pytest.raises(TooManyUnits):
        await return_units(tx, order_id=order.order_id, body=returned(3))
    mixed = [ReturnLine(line_no=1, units=1), ReturnLine(line_no=1, units=2, outcome="write_off")]
    with pytest.raises(TooManyUnits):
        await return_units(tx, order_id=order.order_id, body=NewReturn(lines=mixed))


async def test_every_wrong_row_is_named(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 3)
    await ship(tx, order.order_id)
    rows = [ReturnLine(line_no=1, units=1), ReturnLine(line_no=1, units=1)]
    with pytest.raises(Invalid) as repeated:
        await return_units(tx, order_id=order.order_id, body=NewReturn(lines=rows))
    rows = [ReturnLine(line_no=1, units=1, location_id=new_id())]
    with pytest.raises(Invalid) as nowhere:
        await return_units(tx, order_id=order.order_id, body=NewReturn(lines=rows))
    assert repeated.value.errors[0].pointer == "/lines/1"
    assert nowhere.value.errors[0].pointer == "/lines/0/location_id"


async def test_of_what_is_pending_or_off_nothing_comes_back(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), paid=False)
    with pytest.raises(IllegalTransition):
        await return_units(tx, order_id=order.order_id, body=returned(1))


async def test_absent_foreign_and_stale_are_refused(tx: Tx, other_tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    with pytest.raises(NotFound):
        await return_units(other_tx, order_id=order.order_id, body=returned(1))
    with pytest.raises(Stale):
        await return_units(tx, order_id=order.order_id, body=returned(1), if_match=7)


async def test_the_same_units_come_back_once(database: Database, context: Context) -> None:
    async def make(shop: SellingShop) -> UUID:
        order = await given_order(shop, await shop.product(free=5), 2)
        await ship(shop.tx, order.order_id)
        return order.order_id

    order_id = await committed(database, context, make)

    async def attempt() -> bool:
        try:
            async with transaction(database, context) as tx:
                await return_units(tx, order_id=order_id, body=returned(2))
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(attempt(), attempt())) == [False, True]
    async with transaction(database, context) as tx:
        assert await books_balance(tx)


@given(st.integers(0, 10**12), st.lists(st.integers(1, 1_000), min_size=1, max_size=20))
def test_however_units_come_back_their_shares_are_the_total(total: int, backs: list[int]) -> None:
    units = sum(backs)
    shares = [
        share(total, units, before=sum(backs[:at]), back=back) for at, back in enumerate(backs)
    ]
    assert sum(shares) == total
    assert min(shares) >= 0
