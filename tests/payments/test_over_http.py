"""Orders are paid through the sandbox, over HTTP, as a shop and its shoppers do it."""

from uuid import uuid4

import pytest

from galleria.base.database import Database
from galleria.base.shell import App
from tests.engine.working import until
from tests.payments.counter import Counter, open_counter


async def test_a_shopper_pays_and_the_webhook_says_so(counter: Counter) -> None:
    order = await counter.order()
    payment = await counter.begin(order)
    assert (payment["state"], payment["amount_minor"]) == ("pending", 600)
    assert payment["action"]["url"].startswith(counter.sandbox.url)
    await counter.act(payment, "pay")
    paid = await counter.until_payment(payment, "captured")
    assert paid["captured_minor"] == 600
    now = await counter.order_now(order["order_id"])
    assert (now["state"], now["payment_state"], now["paid_minor"]) == ("paid", "paid", 600)


async def test_razorpay_is_paid_on_the_merchants_page(app: App, database: Database) -> None:
    async with open_counter(app, database, "razorpay") as counter:
        payment = await counter.begin(await counter.order())
        client = payment["action"]["client"]
        assert (client["key"], client["amount"]) == (counter.gateway.public_key, 600)
        await counter.act(payment, "pay")
        await counter.until_payment(payment, "captured")
        refund = await counter.ask("POST", f"/payments/{payment['payment_id']}/refunds", {})
        assert refund.status_code == 201

        async def is_back() -> bool:
            return (await counter.refunds(payment))[0]["state"] == "succeeded"

        await until(is_back)


@pytest.mark.parametrize("gateway", ["stripe", "razorpay"])
async def test_a_payment_whose_webhook_never_comes_is_found(
    app: App, database: Database, gateway: str
) -> None:
    async with open_counter(app, database, gateway, webhooks="lost") as counter:
        payment = await counter.begin(await counter.order())
        await counter.act(payment, "pay")
        await counter.poll()
        await counter.until_payment(payment, "captured")


@pytest.mark.parametrize("gateway", ["stripe", "razorpay"])
async def test_webhooks_may_come_three_times_and_in_the_wrong_order(
    app: App, database: Database, gateway: str
) -> None:
    async with open_counter(app, database, gateway, copies=3, webhooks="reversed") as counter:
        payment = await counter.paid()
        await counter.sandbox.webhooks.settled()
        assert await counter.events("payment.captured") == 1
        assert await counter.events("order.paid") == 1
        assert (await counter.payment(payment))["captured_minor"] == 600


async def test_a_decline_is_told_and_the_order_is_paid_again(counter: Counter) -> None:
    order = await counter.order()
    payment = await counter.begin(order)
    await counter.act(payment, "decline")
    failed = await counter.until_payment(payment, "failed")
    assert failed["failure_code"]
    again = await counter.begin(order)
    await counter.act(again, "pay")
    await counter.until_payment(again, "captured")


async def test_who_comes_back_from_the_page_is_told_at_once(app: App, database: Database) -> None:
    async with open_counter(app, database, "stripe", webhooks="lost") as counter:
        payment = await counter.begin(await counter.order())
        await counter.act(payment, "pay")
        confirmed = await counter.ask("POST", f"/payments/{payment['payment_id']}/confirm", {})
        assert (confirmed.status_code, confirmed.json()["state"]) == (200, "captured")


async def test_a_signature_that_is_not_the_gateways_confirms_nothing(
    app: App, database: Database
) -> None:
    async with open_counter(app, database, "razorpay") as counter:
        payment = await counter.begin(await counter.order())
        forged = {"gateway_payment_id": "pay_1", "signature": "0" * 64}
        answer = await counter.ask("POST", f"/payments/{payment['payment_id']}/confirm", forged)
        assert (answer.status_code, answer.json()["code"]) == (422, "not_confirmed")


async def test_the_same_key_is_the_same_payment_and_another_tab_gets_it_too(
    counter: Counter,
) -> None:
    order, key = await counter.order(), str(uuid4())
    path = f"/orders/{order['order_id']}/payments"
    first = await counter.ask("POST", path, {}, key=key)
    again = await counter.ask("POST", path, {}, key=key)
    other_tab = await counter.ask("POST", path, {}, key=str(uuid4()))
    assert again.headers["idempotent-replayed"] == "true"
    assert again.content == first.content
    assert other_tab.json()["payment_id"] == first.json()["payment_id"]
    assert other_tab.json()["action"] == first.json()["action"]


async def test_a_paid_order_is_not_paid_again(counter: Counter) -> None:
    payment = await counter.paid()
    path, key = f"/orders/{payment['order_id']}/payments", str(uuid4())
    refused = await counter.ask("POST", path, {}, key=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "order_not_payable")
    kept = await counter.ask("POST", path, {}, key=key)
    assert kept.headers["idempotent-replayed"] == "true"


async def test_cash_pays_at_once(counter: Counter) -> None:
    order = await counter.order()
    begun = await counter.begin(order)
    cash = await counter.begin(order, method="cash", given_minor=1000)
    assert (cash["state"], cash["given_minor"]) == ("captured", 1000)
    assert (await counter.payment(begun))["state"] == "cancelled"
    assert (await counter.order_now(order["order_id"]))["state"] == "paid"
    short = await counter.ask(
        "POST",
        f"/orders/{(await counter.order())['order_id']}/payments",
        {"method": "cash", "given_minor": 5},
    )
    assert (short.status_code, short.json()["errors"][0]["pointer"]) == (422, "/given_minor")


async def test_the_twenty_first_start_in_a_quarter_of_an_hour_is_too_many(
    counter: Counter,
) -> None:
    order = await counter.order()
    path = f"/orders/{order['order_id']}/payments"
    for _ in range(20):
        assert (await counter.ask("POST", path, {})).status_code == 201
    late = await counter.ask("POST", path, {})
    assert (late.status_code, late.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(late.headers["retry-after"]) <= 900


async def test_a_shopper_asks_for_their_own_payment_at_its_shop_alone(
    app: App, database: Database
) -> None:
    async with open_counter(app, database, "stripe", webhooks="lost") as counter:
        payment = await counter.begin(await counter.order())
        await counter.act(payment, "pay")
        slug = (await counter.ask("GET", f"/stores/{counter.store_id}")).json()["slug"]
        path = f"/shops/{slug}/payments/{payment['payment_id']}/confirm"
        own = await counter.ask("POST", path, {})
        assert own.json() == {
            "payment_id": payment["payment_id"],
            "order_id": payment["order_id"],
            "state": "captured",
            "failure_code": None,
        }
        elsewhere = await counter.ask("POST", path.replace(payment["payment_id"], str(uuid4())), {})
        assert elsewhere.status_code == 404
        for _ in range(29):
            await counter.ask("POST", path, {})
        assert (await counter.ask("POST", path, {})).status_code == 429
