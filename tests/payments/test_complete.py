"""The one completion path: whatever gateways say, once, forward only."""

import pytest
from msgspec.structs import replace

from galleria.base.context import SYSTEM, Context
from galleria.base.database import Database
from galleria.base.lane import Asked
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx, transaction
from galleria.orders import Cancellation, cancel_orders
from galleria.payments.complete import Completion, complete
from tests.conftest import recorded_statements
from tests.orders.living import books_balance
from tests.payments.given import (
    begun,
    events_now,
    fact,
    given_waiting,
    jobs_now,
    order_now,
    payment_now,
    said,
)
from tests.selling import line

PAID = {"state": "paid", "payment_state": "paid", "paid_minor": 600, "refunded_minor": 0}
WAITING = {"state": "pending", "payment_state": "pending", "paid_minor": 0, "refunded_minor": 0}


async def test_a_captured_payment_pays_the_order_and_sells_what_it_held(tx: Tx) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    row = await said(tx, payment, fact("captured"))
    assert (row.state, row.captured_minor, row.gateway_payment_id) == ("captured", 600, "pi_1")
    assert await order_now(tx, till.order.order_id) == PAID
    assert await tx.connection.fetchval("SELECT count(*) FROM hold") == 0
    assert await till.shop.free(till.variant) == 8
    assert await books_balance(tx)
    assert (await events_now(tx))[-2:] == ["order.paid", "payment.captured"]


async def test_what_comes_twice_or_late_changes_nothing(tx: Tx) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    first = await said(tx, payment, fact("captured"))
    told = await events_now(tx)
    for kind in ("captured", "authorized", "pending", "failed", "cancelled"):
        assert await said(tx, payment, fact(kind)) == first
    assert await events_now(tx) == told
    assert await order_now(tx, till.order.order_id) == PAID


async def test_a_declined_payment_leaves_the_order_to_be_paid_again(tx: Tx) -> None:
    till = await given_waiting(tx)
    declined = (await begun(tx, till)).payment
    row = await said(tx, declined, fact("failed", failure_code="card_declined"))
    assert (row.state, row.failure_code) == ("failed", "card_declined")
    assert (await order_now(tx, till.order.order_id))["payment_state"] == "unpaid"
    again = (await begun(tx, till)).payment
    assert again.payment_id != declined.payment_id
    await said(tx, again, fact("captured"))
    assert await order_now(tx, till.order.order_id) == PAID


async def test_a_page_left_open_may_pay_after_a_decline(tx: Tx) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    await said(tx, payment, fact("failed"))
    other = (await begun(tx, till)).payment
    row = await said(tx, payment, fact("captured"))
    assert row.state == "captured"
    assert not row.is_late
    superseded = await payment_now(tx, other.payment_id)
    assert (superseded.state, superseded.wanted) == ("cancelled", "cancel")
    assert await order_now(tx, till.order.order_id) == PAID


async def test_the_second_payment_of_a_paid_order_goes_back(tx: Tx) -> None:
    till = await given_waiting(tx)
    first = (await begun(tx, till)).payment
    await said(tx, first, fact("failed"))
    second = (await begun(tx, till)).payment
    await said(tx, second, fact("captured", gateway_payment_id="pi_2"))
    late = await said(tx, first, fact("captured"))
    assert (late.state, late.is_late, late.refunded_minor) == ("captured", True, 600)
    assert await order_now(tx, till.order.order_id) == PAID
    assert await tx.connection.fetchval("SELECT cause FROM refund") == "late"
    assert await jobs_now(tx, "payments.attend_refund") == 1


async def test_money_for_a_cancelled_order_goes_back(tx: Tx) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    await cancel_orders(tx, [Cancellation(till.order.order_id, "gone")])
    assert (await payment_now(tx, payment.payment_id)).state == "cancelled"
    late = await said(tx, payment, fact("captured"))
    assert (late.is_late, late.refunded_minor) == (True, 600)
    back = await said(tx, payment, fact("refunded", gateway_refund_id="re_1"))
    assert back.refunded_minor == 600
    assert (await events_now(tx))[-2:] == ["payment.captured", "payment.refunded"]
    assert (await order_now(tx, till.order.order_id))["state"] == "cancelled"
    assert await till.shop.free(till.variant) == 10


@pytest.mark.parametrize("wrong", [{"amount_minor": 599}, {"currency": "USD"}])
async def test_another_amount_or_currency_pays_nothing(tx: Tx, wrong: dict[str, object]) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    row = await said(tx, payment, fact("captured", **wrong))
    assert row.state == "mismatched"
    assert (await order_now(tx, till.order.order_id))["state"] == "pending"
    assert (await events_now(tx))[-1] == "payment.mismatched"
    assert await till.shop.free(till.variant) == 8


async def test_what_is_set_aside_waits_for_its_capture(tx: Tx) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    row = await said(tx, payment, fact("authorized"))
    assert row.state == "authorized"
    assert (await order_now(tx, till.order.order_id))["payment_state"] == "authorized"
    await said(tx, payment, fact("captured"))
    assert await order_now(tx, till.order.order_id) == PAID


async def test_what_is_set_aside_for_a_cancelled_order_is_let_go(tx: Tx) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    await cancel_orders(tx, [Cancellation(till.order.order_id, "gone")])
    row = await said(tx, payment, fact("authorized"))
    assert (row.state, row.wanted, row.captured_minor) == ("cancelled", "cancel", 0)


async def test_a_fact_about_nobodys_payment_is_refused(tx: Tx, other_tx: Tx) -> None:
    till = await given_waiting(tx)
    payment = (await begun(tx, till)).payment
    with pytest.raises(NotFound):
        await said(other_tx, payment, fact("captured"))
    assert await order_now(tx, till.order.order_id) == WAITING


async def test_many_are_completed_with_as_many_statements_as_one(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        till = await given_waiting(tx, free=100)
        asked = []
        for nth in range(21):
            order = await till.shop.sell(line(till.variant, 2), is_held=True)
            payment = (await begun(tx, replace(till, order=order))).payment
            paid = fact("captured", gateway_payment_id=f"pi_{nth}")
            command = Completion(payment.payment_id, payment.order_id, [paid])
            asked.append(Asked(command, SYSTEM, f"hook-{nth}", tx.context.now))
        with recorded_statements(tx) as for_one:
            await complete(tx, asked[:1])
        with recorded_statements(tx) as for_twenty:
            await complete(tx, asked[1:])
    assert len(for_one) == len(for_twenty) <= 14
