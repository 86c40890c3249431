"""Shifts: opened with a float, counted, closed with every difference explained."""

import pytest

from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.till import NewShift, open_shift
from galleria.till.change_till import TillChanges, change_till
from galleria.till.close_shift import Count, close_shift
from galleria.till.list import TillQuery, list_entries, list_shifts, list_tills, read_shift
from galleria.till.move_cash import CashMove, move_cash
from galleria.till.refusals import DifferenceUnexplained, ShiftClosed, ShiftOpen, TillInactive
from tests.selling import given_selling_shop, line
from tests.till.given import FLOAT_MINOR, Counter, given_counter, given_till


@pytest.fixture
async def counter(tx: Tx) -> Counter:
    return await given_counter(tx)


async def test_a_shift_begins_with_its_float(tx: Tx, counter: Counter) -> None:
    report = await read_shift(tx, shift_id=counter.shift)
    assert report.shift.state == "open"
    assert report.expected_now_minor == FLOAT_MINOR


async def test_a_till_has_one_open_shift(tx: Tx, counter: Counter) -> None:
    with pytest.raises(ShiftOpen):
        await open_shift(tx, till_id=counter.till, body=NewShift(0))


async def test_a_till_out_of_use_opens_no_shift(tx: Tx) -> None:
    till = await given_till(tx, await given_selling_shop(tx))
    await change_till(tx, till_id=till, body=TillChanges(is_active=False), if_match=1)
    with pytest.raises(TillInactive):
        await open_shift(tx, till_id=till, body=NewShift(0))


async def test_a_count_that_is_right_needs_no_reason(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(price_minor=300)
    await counter.rings_up(line(tea, 2))
    closed = await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR + 600))
    assert (closed.state, closed.difference_minor) == ("closed", 0)


async def test_a_difference_is_explained_or_the_shift_stays_open(tx: Tx, counter: Counter) -> None:
    with pytest.raises(DifferenceUnexplained) as refused:
        await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR - 50))
    assert refused.value.facts["difference_minor"] == -50
    closed = await close_shift(
        tx, shift_id=counter.shift, body=Count(FLOAT_MINOR - 50, "a coin fell through the floor")
    )
    assert closed.difference_minor == -50


async def test_a_closed_shift_is_closed(tx: Tx, counter: Counter) -> None:
    await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR))
    with pytest.raises(ShiftClosed):
        await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR))
    with pytest.raises(ShiftClosed):
        await move_cash(tx, shift_id=counter.shift, body=CashMove("pay_in", 1, "late"))


async def test_cash_that_is_put_in_and_taken_out_is_expected(tx: Tx, counter: Counter) -> None:
    await move_cash(tx, shift_id=counter.shift, body=CashMove("pay_in", 500, "change"))
    report = await move_cash(tx, shift_id=counter.shift, body=CashMove("pay_out", 2_000, "bank"))
    assert report.expected_now_minor == FLOAT_MINOR + 500 - 2_000


async def test_the_entries_of_a_shift_are_listed_in_order(tx: Tx, counter: Counter) -> None:
    await move_cash(tx, shift_id=counter.shift, body=CashMove("pay_in", 500, "change"))
    entries = await list_entries(tx, shift_id=counter.shift, query=PageQuery())
    assert [it.kind for it in entries.items] == ["float", "pay_in"]


async def test_shifts_are_listed_newest_first(tx: Tx, counter: Counter) -> None:
    await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR))
    second = await open_shift(tx, till_id=counter.till, body=NewShift(1))
    listed = await list_shifts(tx, till_id=counter.till, query=PageQuery())
    assert [it.shift_id for it in listed.items] == [second.shift_id, counter.shift]


async def test_another_organization_finds_no_till_and_no_shift(
    other_tx: Tx, counter: Counter
) -> None:
    assert (await list_tills(other_tx, query=TillQuery())).items == []
    for asked in (
        list_shifts(other_tx, till_id=counter.till, query=PageQuery()),
        read_shift(other_tx, shift_id=counter.shift),
        close_shift(other_tx, shift_id=counter.shift, body=Count(0)),
        open_shift(other_tx, till_id=counter.till, body=NewShift(0)),
        open_shift(other_tx, till_id=new_id(), body=NewShift(0)),
    ):
        with pytest.raises(NotFound):
            await asked
