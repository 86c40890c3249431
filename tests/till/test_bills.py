"""Bills: orders of a till, paid as they are made."""

import pytest

from galleria.base.ids import new_id
from galleria.base.lane import asked_by
from galleria.base.refusals import Forbidden, NotFound
from galleria.base.tx import Tx
from galleria.orders import Order, SaleLine, Tender
from galleria.orders.refusals import SoldOut
from galleria.till.approve_override import approve_override
from galleria.till.change_till import TillChanges, change_till
from galleria.till.close_shift import Count, close_shift
from galleria.till.list import read_shift
from galleria.till.refusals import ApprovalRefused, NoShift, TillInactive
from galleria.till.ring_up import RingUp, ring_up
from tests.conftest import recorded_statements
from tests.selling import line
from tests.till.given import FLOAT_MINOR, Counter, given_counter


@pytest.fixture
async def counter(tx: Tx) -> Counter:
    return await given_counter(tx)


async def test_a_bill_is_a_paid_order_of_its_till(counter: Counter) -> None:
    tea = await counter.shop.product(free=5, price_minor=300)
    order = await counter.rings_up(line(tea, 2), tender=Tender(method="cash", given_minor=1_000))
    assert (order.source, order.payment_state, order.total_minor) == ("till", "paid", 600)
    assert (order.till_id, order.shift_id) == (counter.till, counter.shift)
    assert order.change_minor == 400
    assert await counter.shop.free(tea) == 3


async def test_what_is_paid_by_card_is_not_in_the_drawer(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(price_minor=300)
    await counter.rings_up(line(tea), tender=Tender(method="card_terminal", reference="T-1"))
    report = await read_shift(tx, shift_id=counter.shift)
    assert report.expected_now_minor == FLOAT_MINOR
    assert [(it.method, it.amount_minor) for it in report.sums if it.kind == "sale"] == [
        ("card_terminal", 300)
    ]


async def test_a_bill_that_cannot_be_filled_is_refused_and_enters_nothing(
    tx: Tx, counter: Counter
) -> None:
    tea = await counter.shop.product(free=1)
    with pytest.raises(SoldOut):
        await counter.rings_up(line(tea, 2))
    assert (await read_shift(tx, shift_id=counter.shift)).expected_now_minor == FLOAT_MINOR


async def test_without_a_shift_no_bill_is_made(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product()
    await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR))
    with pytest.raises(NoShift):
        await counter.rings_up(line(tea))


async def test_a_till_out_of_use_makes_no_bill(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product()
    await change_till(tx, till_id=counter.till, body=TillChanges(is_active=False), if_match=1)
    with pytest.raises(TillInactive):
        await counter.rings_up(line(tea))


async def test_a_cashier_gives_no_discount(counter: Counter) -> None:
    tea = await counter.shop.product()
    with pytest.raises(Forbidden):
        await counter.rings_up(line(tea, discount_minor=100, discount_reason="a friend"))


async def test_a_manager_gives_one(counter: Counter) -> None:
    tea = await counter.shop.product(price_minor=300)
    order = await counter.rings_up(
        line(tea, discount_minor=100), permissions=frozenset({"tills:write", "tills:override"})
    )
    assert order.total_minor == 200


async def test_a_managers_approval_is_for_one_bill(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(price_minor=300)
    approval = await approve_override(tx, till_id=counter.till)
    order = await counter.rings_up(line(tea, price_minor=250), approval=approval.code)
    assert order.total_minor == 250
    with pytest.raises(ApprovalRefused):
        await counter.rings_up(line(tea, price_minor=250), approval=approval.code)


async def test_a_refused_bill_leaves_its_approval(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(free=1, price_minor=300)
    approval = await approve_override(tx, till_id=counter.till)
    with pytest.raises(SoldOut):
        await counter.rings_up(line(tea, 2, price_minor=250), approval=approval.code)
    assert (await counter.rings_up(line(tea, price_minor=250), approval=approval.code)).paid_at


async def test_of_two_bills_with_one_approval_the_first_has_it(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product()
    code = (await approve_override(tx, till_id=counter.till)).code
    one = counter.asks(line(tea, price_minor=1), approval=code)
    first, second = await ring_up(tx, [one, one])
    assert isinstance(first, Order)
    assert isinstance(second, ApprovalRefused)


async def test_bills_of_a_batch_are_answered_each(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(free=3)
    answers = await ring_up(tx, [counter.asks(line(tea, 2)) for _ in range(2)])
    assert isinstance(answers[0], Order)
    assert isinstance(answers[1], SoldOut)


async def test_twenty_bills_take_as_many_statements_as_one(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(free=100)
    counts: list[int] = []
    for bills in (1, 20):
        with recorded_statements(tx) as seen:
            await ring_up(tx, [counter.asks(line(tea)) for _ in range(bills)])
        counts.append(len(seen))
    assert counts[0] == counts[1]


async def test_an_unknown_till_is_not_found(tx: Tx, other_tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product()
    bill = counter.asks(SaleLine(units=1, variant_id=tea)).command.body
    for asking, till in ((tx, new_id()), (other_tx, counter.till)):
        (answer,) = await ring_up(asking, [asked_by(asking.context, RingUp(till, bill))])
        assert isinstance(answer, NotFound)
