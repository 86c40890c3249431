"""Goods that come back to a till with their receipt."""

import pytest

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.orders import ReturnLine, Tender
from galleria.orders.units import TooManyUnits
from galleria.till.close_shift import Count, close_shift
from galleria.till.list import read_shift
from galleria.till.refusals import NoShift
from galleria.till.take_back import TillReturn, take_back
from tests.selling import line
from tests.till.given import FLOAT_MINOR, Counter, given_counter


@pytest.fixture
async def counter(tx: Tx) -> Counter:
    return await given_counter(tx)


async def test_a_return_gives_cash_back_and_goods_to_the_shelf(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(free=5, price_minor=300)
    order = await counter.rings_up(line(tea, 2))
    after = await take_back(
        tx,
        till_id=counter.till,
        body=TillReturn(number=order.number, lines=[ReturnLine(line_no=1, units=1)]),
    )
    assert (after.refunded_minor, after.payment_state) == (300, "partially_refunded")
    assert await counter.shop.free(tea) == 4
    assert (await read_shift(tx, shift_id=counter.shift)).expected_now_minor == FLOAT_MINOR + 300


async def test_no_more_comes_back_than_was_sold(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product()
    order = await counter.rings_up(line(tea), tender=Tender(method="cash"))
    with pytest.raises(TooManyUnits):
        await take_back(
            tx,
            till_id=counter.till,
            body=TillReturn(number=order.number, lines=[ReturnLine(line_no=1, units=2)]),
        )


async def test_a_return_needs_a_shift_and_a_receipt(tx: Tx, counter: Counter) -> None:
    body = TillReturn(number="999999", lines=[ReturnLine(line_no=1, units=1)])
    with pytest.raises(NotFound):
        await take_back(tx, till_id=counter.till, body=body)
    await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR))
    with pytest.raises(NoShift):
        await take_back(tx, till_id=counter.till, body=body)


async def test_another_organization_takes_nothing_back(
    tx: Tx, other_tx: Tx, counter: Counter
) -> None:
    order = await counter.rings_up(line(await counter.shop.product()))
    body = TillReturn(number=order.number, lines=[ReturnLine(line_no=1, units=1)])
    with pytest.raises(NotFound):
        await take_back(other_tx, till_id=counter.till, body=body)
