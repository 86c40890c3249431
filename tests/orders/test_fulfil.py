"""An order leaves in parcels: no unit leaves twice, and the order follows its parcels."""

import asyncio
from uuid import UUID

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid, NotFound, Refusal, Stale
from galleria.base.tx import Tx, transaction
from galleria.orders.deliver import cancel_fulfilment, deliver_fulfilment, deliver_order
from galleria.orders.fulfil import FulfilLine, NewFulfilment, fulfil_order
from galleria.orders.return_units import NewReturn, ReturnLine, return_units
from galleria.orders.start_processing import start_processing
from galleria.orders.transitions import IllegalTransition
from galleria.orders.units import TooManyUnits
from tests.conftest import recorded_statements
from tests.orders.living import CASH, committed, event_bodies, given_order, kinds_of, ship
from tests.selling import SellingShop, given_selling_shop, line


async def test_what_leaves_whole_is_shipped(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 3)
    parcel = NewFulfilment(carrier="DHL", tracking_number="JJD1", tracking_url="https://dhl.test/1")
    shipped = await fulfil_order(tx, order_id=order.order_id, body=parcel)
    assert (shipped.state, shipped.lines[0].shipped_units) == ("shipped", 3)
    assert shipped.shipped_at is not None
    [fulfilment] = shipped.fulfilments
    assert (fulfilment.carrier, fulfilment.tracking_number) == ("DHL", "JJD1")
    assert [(it.line_no, it.units) for it in fulfilment.lines] == [(1, 3)]


async def test_in_parts_it_is_processed_until_the_last(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    lines = [line(await shop.product(), 2), line(await shop.product("Cup"), 1)]
    order = await shop.sell(*lines, tender=CASH)
    states = [(await ship(tx, order.order_id, *units)).state for units in [(1, 0), (1, 0), (0, 1)]]
    assert states == ["processing", "processing", "shipped"]
    assert [it["is_complete"] for it in await event_bodies(tx, "order.shipped")] == [
        False,
        False,
        True,
    ]


async def test_it_is_delivered_with_its_last_parcel(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    await start_processing(tx, order_id=order.order_id)
    await ship(tx, order.order_id, 1)
    shipped = await ship(tx, order.order_id, 1)
    states = [
        (
            await deliver_fulfilment(
                tx, order_id=order.order_id, fulfilment_id=parcel.fulfilment_id
            )
        ).state
        for parcel in shipped.fulfilments
    ]
    assert states == ["shipped", "delivered"]
    assert (await kinds_of(tx))[2:] == [
        "order.processing",
        "order.shipped",
        "order.shipped",
        "order.delivered",
        "order.delivered",
    ]


async def test_all_parcels_arrive_at_once(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    await ship(tx, order.order_id, 1)
    await ship(tx, order.order_id, 1)
    delivered = await deliver_order(tx, order_id=order.order_id)
    assert delivered.state == "delivered"
    assert {it.state for it in delivered.fulfilments} == {"delivered"}


async def test_no_more_leaves_than_is_left(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    await ship(tx, order.order_id, 1)
    with pytest.raises(TooManyUnits) as refused:
        await ship(tx, order.order_id, 2)
    assert [it.pointer for it in refused.value.errors] == ["/lines/0/units"]


async def test_rows_of_one_line_are_summed_before_they_are_checked(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    twice = NewFulfilment(lines=[FulfilLine(1, 1), FulfilLine(1, 2)])
    with pytest.raises(TooManyUnits):
        await fulfil_order(tx, order_id=order.order_id, body=twice)


async def test_a_line_that_it_has_not_is_named(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    wrong = NewFulfilment(lines=[FulfilLine(1, 1), FulfilLine(7, 1)])
    with pytest.raises(Invalid) as refused:
        await fulfil_order(tx, order_id=order.order_id, body=wrong)
    assert [it.pointer for it in refused.value.errors] == ["/lines/1/line_no"]


async def test_what_waits_for_its_payment_is_not_packed(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), paid=False, is_held=True)
    for step in (start_processing(tx, order_id=order.order_id), ship(tx, order.order_id)):
        with pytest.raises(IllegalTransition):
            await step


async def test_an_order_on_account_is_packed_unpaid(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), paid=False)
    await start_processing(tx, order_id=order.order_id)
    shipped = await ship(tx, order.order_id)
    assert (shipped.state, shipped.payment_state) == ("shipped", "unpaid")


async def test_what_is_rung_up_at_a_till_is_not_shipped(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), source="till")
    with pytest.raises(IllegalTransition):
        await ship(tx, order.order_id)


async def test_what_is_not_shipped_does_not_arrive(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    await ship(tx, order.order_id, 1)
    with pytest.raises(IllegalTransition):
        await deliver_order(tx, order_id=order.order_id)


async def test_a_parcel_that_did_not_leave_is_shipped_again(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    shipped = await ship(tx, order.order_id)
    parcel = shipped.fulfilments[0].fulfilment_id
    back = await cancel_fulfilment(tx, order_id=order.order_id, fulfilment_id=parcel)
    assert (back.state, back.lines[0].shipped_units, back.shipped_at) == ("processing", 0, None)
    assert (await ship(tx, order.order_id)).state == "shipped"


async def test_a_parcel_of_which_some_came_back_did_leave(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    shipped = await ship(tx, order.order_id)
    back = NewReturn(lines=[ReturnLine(line_no=1, units=1)])
    await return_units(tx, order_id=order.order_id, body=back)
    with pytest.raises(TooManyUnits):
        await cancel_fulfilment(
            tx, order_id=order.order_id, fulfilment_id=shipped.fulfilments[0].fulfilment_id
        )


async def test_a_parcel_of_another_order_is_not_there(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product()
    one, other = await given_order(shop, tea), await given_order(shop, tea)
    parcel = (await ship(tx, one.order_id)).fulfilments[0].fulfilment_id
    await ship(tx, other.order_id)
    for fulfilment_id in (parcel, new_id()):
        with pytest.raises(NotFound):
            await deliver_fulfilment(tx, order_id=other.order_id, fulfilment_id=fulfilment_id)


async def test_another_version_than_was_read_is_refused(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    with pytest.raises(Stale):
        await fulfil_order(tx, order_id=order.order_id, if_match=9)
    assert (await fulfil_order(tx, order_id=order.order_id, if_match=1)).version == 2


async def test_who_is_elsewhere_has_no_such_order(tx: Tx, other_tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    for step in (fulfil_order, start_processing, deliver_order):
        with pytest.raises(NotFound):
            await step(other_tx, order_id=order.order_id)


async def test_two_who_ship_the_same_units_ship_them_once(
    database: Database, context: Context
) -> None:
    async def make(shop: SellingShop) -> UUID:
        return (await given_order(shop, await shop.product(), 2)).order_id

    order_id = await committed(database, context, make)

    async def attempt() -> bool:
        try:
            async with transaction(database, context) as tx:
                await ship(tx, order_id, 2)
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(attempt(), attempt())) == [False, True]


@pytest.mark.parametrize("lines", [1, 20])
async def test_a_parcel_takes_as_many_statements_whatever_is_in_it(tx: Tx, lines: int) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=50)
    order = await shop.sell(*[line(tea) for _ in range(lines)], tender=CASH)
    with recorded_statements(tx) as seen:
        await ship(tx, order.order_id)
        await asyncio.sleep(0)
    assert len(seen) == 7
