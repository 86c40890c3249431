"""What happens to an order happens to its payments, in the same transaction."""

from galleria.base.tx import Tx
from galleria.orders import NewReturn, ReturnLine, place, return_units
from galleria.orders.change_body import ChangedLine, OrderChanges
from galleria.orders.change_order import change_order
from tests.conftest import recorded_statements
from tests.orders.living import CASH, ship
from tests.payments.given import begun, events_now, fact, given_waiting, order_now, said
from tests.selling import given_selling_shop, line


async def test_what_is_paid_when_it_is_placed_has_its_payment(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(price_minor=300)
    order = await shop.sell(line(tea, 2), tender=CASH)
    row = await tx.connection.fetchrow("SELECT * FROM payment")
    assert row is not None
    assert (row["order_id"], row["state"], row["method"]) == (order.order_id, "captured", "cash")
    assert (row["amount_minor"], row["captured_minor"]) == (600, 600)
    assert (await events_now(tx))[-1] == "payment.captured"


async def test_what_comes_back_is_paid_back_in_part(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await shop.sell(line(await shop.product(price_minor=300), 2), tender=CASH)
    await ship(tx, order.order_id)
    body = NewReturn(lines=[ReturnLine(line_no=1, units=1, outcome="restock")])
    await return_units(tx, order_id=order.order_id, body=body)
    refund = await tx.connection.fetchrow("SELECT cause, state, amount_minor FROM refund")
    assert tuple(refund or ()) == ("returned", "succeeded", 300)
    now = await order_now(tx, order.order_id)
    assert (now["payment_state"], now["refunded_minor"]) == ("partially_refunded", 300)


async def test_a_gateways_money_goes_back_by_a_job(tx: Tx) -> None:
    till = await given_waiting(tx)
    await said(tx, (await begun(tx, till)).payment, fact("captured"))
    await ship(tx, till.order.order_id)
    body = NewReturn(lines=[ReturnLine(line_no=1, units=2, outcome="write_off")])
    await return_units(tx, order_id=till.order.order_id, body=body)
    refund = await tx.connection.fetchrow("SELECT cause, state, amount_minor FROM refund")
    assert tuple(refund or ()) == ("returned", "created", 600)
    assert (await order_now(tx, till.order.order_id))["refunded_minor"] == 0


async def test_a_cheaper_order_gives_the_difference_back(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await shop.sell(line(await shop.product(price_minor=300), 2), tender=CASH)
    changes = OrderChanges(change_lines=[ChangedLine(line_no=1, units=1)])
    await change_order(tx, order_id=order.order_id, body=changes, if_match=None)
    assert (await order_now(tx, order.order_id))["refunded_minor"] == 300


async def test_payments_of_many_placed_at_once_cost_what_those_of_one_cost(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=100)
    await shop.sell(line(tea), tender=CASH)
    with recorded_statements(tx) as for_one:
        await place(tx, [shop.asks(line(tea), tender=CASH)])
    with recorded_statements(tx) as for_twenty:
        await place(tx, [shop.asks(line(tea), tender=CASH) for _ in range(20)])
    assert len(for_twenty) <= len(for_one)
    assert await tx.connection.fetchval("SELECT count(*) FROM payment") == 22
