"""Money goes back: never more than came, once, whoever asks how often."""

import asyncio
from uuid import uuid4

from galleria.base.database import Database
from galleria.base.shell import App
from galleria.ops.sandbox import Fault
from tests.engine.working import until
from tests.payments.counter import Counter, open_counter


def refunds_of(payment: dict[str, object]) -> str:
    return f"/payments/{payment['payment_id']}/refunds"


async def all_back(counter: Counter, payment: dict[str, object], state: str = "succeeded") -> None:
    async def holds() -> bool:
        return {it["state"] for it in await counter.refunds(payment)} == {state}

    await until(holds)


async def test_a_part_goes_back_and_then_the_rest(counter: Counter) -> None:
    payment = await counter.paid()
    part = await counter.ask("POST", refunds_of(payment), {"amount_minor": 200, "reason": "late"})
    assert (part.status_code, part.json()["amount_minor"]) == (201, 200)
    await all_back(counter, payment)
    order = await counter.order_now(payment["order_id"])
    assert (order["payment_state"], order["refunded_minor"]) == ("partially_refunded", 200)
    rest = await counter.ask("POST", refunds_of(payment), {})
    assert rest.json()["amount_minor"] == 400
    await all_back(counter, payment)
    order = await counter.order_now(payment["order_id"])
    assert (order["payment_state"], order["refunded_minor"]) == ("refunded", 600)


async def test_more_than_came_does_not_go_back(counter: Counter) -> None:
    payment, key = await counter.paid(), str(uuid4())
    refused = await counter.ask("POST", refunds_of(payment), {"amount_minor": 601}, key=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "refund_too_large")
    again = await counter.ask("POST", refunds_of(payment), {"amount_minor": 601}, key=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert await counter.refunds(payment) == []


async def test_the_same_key_gives_back_once(counter: Counter) -> None:
    payment, key = await counter.paid(), str(uuid4())
    first = await counter.ask("POST", refunds_of(payment), {"amount_minor": 100}, key=key)
    again = await counter.ask("POST", refunds_of(payment), {"amount_minor": 100}, key=key)
    assert again.content == first.content
    assert len(await counter.refunds(payment)) == 1


async def test_two_who_give_all_back_at_once_give_it_back_once(counter: Counter) -> None:
    payment = await counter.paid()
    answers = await asyncio.gather(
        *(counter.ask("POST", refunds_of(payment), {"amount_minor": 600}) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    await all_back(counter, payment)
    assert (await counter.payment(payment))["refunded_minor"] == 600


async def test_a_refund_that_takes_its_time_is_asked_after(app: App, database: Database) -> None:
    async with open_counter(
        app, database, refunds="pending", webhooks="lost", settle_ms=0
    ) as counter:
        payment = await counter.begin(await counter.order())
        await counter.act(payment, "pay")
        await counter.poll()
        await counter.until_payment(payment, "captured")
        await counter.ask("POST", refunds_of(payment), {})
        await all_back(counter, payment, "pending")
        (refund,) = await counter.refunds(payment)
        assert counter.sandbox.end_refund(refund["gateway_refund_id"], is_paid_out=True)
        await counter.poll()
        await all_back(counter, payment)


async def test_a_refund_that_fails_can_be_asked_for_again(app: App, database: Database) -> None:
    async with open_counter(app, database, refunds="failing", settle_ms=50) as counter:
        payment = await counter.paid()
        await counter.ask("POST", refunds_of(payment), {})
        await all_back(counter, payment, "failed")
        assert (await counter.payment(payment))["refunded_minor"] == 0
        assert await counter.events("refund.failed") == 1
        assert (await counter.ask("POST", refunds_of(payment), {})).status_code == 201


async def test_a_refund_whose_answer_is_lost_goes_back_once(counter: Counter) -> None:
    payment = await counter.paid()
    counter.gateway.webhook_url = ""
    fault = Fault(kind="server_error_kept", path="/v1/refunds", times=3)
    counter.sandbox.faults.add(fault)
    await counter.ask("POST", refunds_of(payment), {})
    await asyncio.sleep(1.5)
    await counter.poll()
    await all_back(counter, payment)
    assert await counter.events("payment.refunded") == 1


async def test_a_cancelled_order_gives_back_what_was_paid(counter: Counter) -> None:
    payment = await counter.paid()
    cancelled = await counter.ask("POST", f"/orders/{payment['order_id']}/cancel", {})
    assert cancelled.status_code == 200, cancelled.text
    await all_back(counter, payment)
    (refund,) = await counter.refunds(payment)
    assert (refund["cause"], refund["amount_minor"]) == ("cancelled", 600)


async def test_whoever_pays_after_the_cancellation_gets_it_back(
    app: App, database: Database
) -> None:
    async with open_counter(app, database, "razorpay") as counter:
        payment = await counter.begin(await counter.order())
        await counter.ask("POST", f"/orders/{payment['order_id']}/cancel", {})
        await counter.act(payment, "pay")
        await counter.until_payment(payment, "captured")
        await all_back(counter, payment)
        assert (await counter.payment(payment))["is_late"]
        (refund,) = await counter.refunds(payment)
        assert (refund["cause"], refund["amount_minor"]) == ("late", 600)


async def test_cash_goes_back_at_once(counter: Counter) -> None:
    cash = await counter.begin(await counter.order(), method="cash")
    back = await counter.ask("POST", refunds_of(cash), {"amount_minor": 100})
    assert (back.json()["state"], back.json()["cause"]) == ("succeeded", "asked")
    order = await counter.order_now(cash["order_id"])
    assert (order["refunded_minor"], order["payment_state"]) == (100, "partially_refunded")


async def test_what_never_came_does_not_go_back(counter: Counter) -> None:
    payment = await counter.begin(await counter.order())
    refused = await counter.ask("POST", refunds_of(payment), {})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_payment_state")
