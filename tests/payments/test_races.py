"""What happens at once, and what dies half-way: one effect, and nobody is left waiting."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from galleria.base.database import Database
from galleria.base.shell import App
from galleria.ops.sandbox import Fault
from tests.engine.working import until
from tests.payments.counter import Counter, open_counter

ACTIVE = """SELECT count(*) FROM payment
            WHERE state IN ('created', 'pending', 'authorized', 'captured') AND NOT is_late"""


async def test_two_tabs_with_two_keys_have_one_payment(counter: Counter) -> None:
    order = await counter.order()
    path = f"/orders/{order['order_id']}/payments"
    answers = await asyncio.gather(
        *(counter.ask("POST", path, {}, key=str(uuid4())) for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["payment_id"] for answer in answers}) == 1
    assert len({str(answer.json()["action"]) for answer in answers}) == 1
    assert await counter.fetch(ACTIVE) == 1


async def test_the_same_key_at_once_has_one_payment(counter: Counter) -> None:
    order, key = await counter.order(), str(uuid4())
    path = f"/orders/{order['order_id']}/payments"
    answers = await asyncio.gather(*(counter.ask("POST", path, {}, key=key) for _ in range(6)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert await counter.fetch("SELECT count(*) FROM payment") == 1


async def test_cash_and_card_at_once_pay_once(counter: Counter) -> None:
    order = await counter.order()
    path = f"/orders/{order['order_id']}/payments"
    await asyncio.gather(
        counter.ask("POST", path, {"method": "cash"}),
        counter.ask("POST", path, {"method": "card_terminal"}),
        counter.ask("POST", path, {}),
    )
    assert await counter.fetch("SELECT count(*) FROM payment WHERE state = 'captured'") == 1
    assert await counter.fetch(ACTIVE) == 1
    assert (await counter.order_now(order["order_id"]))["paid_minor"] == 600


async def manual(counter: Counter) -> dict[str, object]:
    """Return a payment whose money is only set aside."""
    path = f"/gateway-accounts/{counter.account['account_id']}"
    changed = await counter.merchant.client.patch(
        path, json={"capture": "manual"}, headers={"if-match": '"1"'}
    )
    assert changed.status_code == 200, changed.text
    payment = await counter.begin(await counter.order())
    await counter.act(payment, "authorize" if counter.gateway.gateway == "razorpay" else "pay")
    await counter.until_payment(payment, "authorized")
    return payment


@pytest.mark.parametrize("gateway", ["stripe", "razorpay"])
async def test_what_is_set_aside_is_captured_when_staff_say_so(
    app: App, database: Database, gateway: str
) -> None:
    async with open_counter(app, database, gateway) as counter:
        payment = await manual(counter)
        assert (await counter.order_now(payment["order_id"]))["payment_state"] == "authorized"
        asked = await counter.ask("POST", f"/payments/{payment['payment_id']}/capture")
        assert asked.status_code == 202
        await counter.until_payment(payment, "captured")
        assert (await counter.order_now(payment["order_id"]))["state"] == "paid"


async def test_what_is_set_aside_keeps_its_units_for_days(counter: Counter) -> None:
    payment = await manual(counter)
    left = "SELECT min(expires_at) - now() FROM "
    assert await counter.fetch(f"{left} hold") > timedelta(days=4)
    assert await counter.fetch(f"{left} orders") > timedelta(days=4)
    await counter.ask("POST", f"/payments/{payment['payment_id']}/capture")
    await counter.until_payment(payment, "captured")
    assert await counter.fetch("SELECT count(*) FROM hold") == 0


async def test_a_gateway_that_did_not_capture_by_itself_is_asked_to(counter: Counter) -> None:
    payment = await manual(counter)
    await counter.fetch("UPDATE gateway_account SET capture = 'automatic'")
    await counter.poll()
    await counter.until_payment(payment, "captured")


async def test_cancel_and_capture_at_once_end_in_one_of_both(counter: Counter) -> None:
    payment = await manual(counter)
    at = f"/payments/{payment['payment_id']}"
    await asyncio.gather(counter.ask("POST", f"{at}/cancel"), counter.ask("POST", f"{at}/capture"))

    async def is_over() -> bool:
        now = await counter.fetch("SELECT wanted FROM payment")
        return now is None

    await until(is_over)
    now = await counter.payment(payment)
    assert now["state"] in ("cancelled", "captured")
    kept = now["captured_minor"] - now["refunded_minor"]
    order = await counter.order_now(payment["order_id"])
    assert order["paid_minor"] - order["refunded_minor"] == kept


async def test_a_start_that_no_gateway_answered_is_gone_on_with(counter: Counter) -> None:
    order = await counter.order()
    counter.sandbox.faults.add(Fault(kind="server_error", path="/v1/checkout"))
    path = f"/orders/{order['order_id']}/payments"
    away = await counter.ask("POST", path, {})
    assert (away.status_code, away.json()["code"]) == (502, "gateway_unavailable")
    await counter.poll()
    (listed,) = (await counter.ask("GET", f"/payments?order_id={order['order_id']}")).json()[
        "items"
    ]
    begun = await counter.until_payment(listed, "pending")
    assert begun["action"]["url"]
    assert (await counter.begin(order))["payment_id"] == begun["payment_id"]


async def test_what_a_gateway_refuses_has_failed(counter: Counter) -> None:
    path = f"/gateway-accounts/{counter.account['account_id']}"
    await counter.merchant.client.patch(
        path, json={"api_url": f"{counter.sandbox.url}/nowhere"}, headers={"if-match": '"1"'}
    )
    order = await counter.order()
    refused = await counter.ask("POST", f"/orders/{order['order_id']}/payments", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "gateway_refused")
    assert await counter.fetch("SELECT state FROM payment") == "failed"
    assert (await counter.order_now(order["order_id"]))["payment_state"] == "unpaid"


async def test_an_order_that_nobody_pays_is_cancelled_and_its_page_closed(
    counter: Counter,
) -> None:
    order = await counter.order()
    payment = await counter.begin(order)
    await counter.fetch("UPDATE hold SET expires_at = now()")
    await counter.fetch("UPDATE job SET run_at = now() WHERE kind = 'stock.release_holds'")
    counter.database.signals.emit({"jobs"})
    await counter.until_payment(payment, "cancelled")
    now = await counter.order_now(order["order_id"])
    assert (now["state"], now["cancel_reason"]) == ("cancelled", "payment_expired")
    ref = await counter.ref(payment)

    async def is_closed() -> bool:
        (page,) = (it for it in counter.sandbox.payables(10) if it.ref == ref)
        return "pay" not in page.acts

    await until(is_closed)


async def test_an_order_that_holds_nothing_counted_is_cancelled_too(counter: Counter) -> None:
    order = await counter.order()
    payment = await counter.begin(order)
    await counter.fetch("DELETE FROM hold")
    await counter.fetch("UPDATE stock SET free = free + held, held = 0")
    await counter.fetch("UPDATE orders SET expires_at = now() - $1::interval", timedelta(minutes=2))
    await counter.fetch(
        """INSERT INTO job (org_id, job_id, kind, payload, priority, run_at, attempts_max,
               actor_kind, request_id, created_at)
           SELECT org_id, order_id, 'orders.expire',
               jsonb_build_object('kind', 'orders.expire', 'order_ids', ARRAY[order_id]),
               5, now(), 20, 'system', 'expire', now()
           FROM orders"""
    )
    counter.database.signals.emit({"jobs"})
    await counter.until_payment(payment, "cancelled")
    assert (await counter.order_now(order["order_id"]))["state"] == "cancelled"


async def test_a_payment_by_hand_that_is_sent_thrice_at_once_is_answered_once(
    counter: Counter,
) -> None:
    order = await counter.order()
    path, headers = f"/orders/{order['order_id']}/payments", {"idempotency-key": "by-hand"}
    post = counter.merchant.client.post
    answers = await asyncio.gather(
        *[post(path, json={"method": "manual"}, headers=headers) for _ in range(3)]
    )
    assert [it.status_code for it in answers] == [201, 201, 201]
    assert len({it.content for it in answers}) == 1


async def test_the_last_second_of_a_hold_is_too_late_to_begin(counter: Counter) -> None:
    order = await counter.order()
    await counter.fetch("UPDATE orders SET expires_at = now()")
    late = await counter.ask("POST", f"/orders/{order['order_id']}/payments", {})
    assert (late.status_code, late.json()["code"]) == (409, "hold_expired")


async def test_a_hot_item_is_paid_for_by_many_at_once(counter: Counter) -> None:
    orders = [await counter.order() for _ in range(16)]
    payments = [await counter.begin(order) for order in orders]
    for payment in payments:
        await counter.act(payment, "pay")
    for payment in payments:
        await counter.until_payment(payment, "captured")
    assert await counter.events("order.paid") == 16
    assert await counter.fetch("SELECT count(*) FROM hold") == 0
    sold = await counter.fetch("SELECT -sum(units) FROM movement WHERE kind = 'sell'")
    assert sold == 32
