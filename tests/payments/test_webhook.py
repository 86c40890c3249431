"""The inbox of webhooks: what is forged, stale or malformed is refused, and leaves nothing."""

import asyncio
import time
from typing import Any

import httpx
import msgspec
import pytest
import stripe

from galleria.base.ids import new_id
from galleria.payments.webhook import EVENT_BYTES_MAX
from tests.payments.counter import Counter

SIGN = stripe.WebhookSignature.generate_signature_header


def session_paid(payment: dict[str, Any], ref: str, **more: Any) -> dict[str, Any]:
    """Return Stripe's event that a checkout session was paid."""
    session = {
        "id": ref,
        "object": "checkout.session",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": payment["amount_minor"],
        "currency": payment["currency"].lower(),
        "payment_intent": "pi_1",
        "metadata": {"payment_id": payment["payment_id"]},
        **more,
    }
    return {
        "id": f"evt_{new_id().hex}",
        "object": "event",
        "type": "checkout.session.completed",
        "created": int(time.time()),
        "data": {"object": session},
    }


async def sent(
    counter: Counter,
    event: object,
    *,
    secret: str | None = None,
    at: int | None = None,
    **instead: Any,
) -> httpx.Response:
    body = event if isinstance(event, str) else msgspec.json.encode(event).decode()
    header = SIGN(body, secret or counter.gateway.webhook_secret, at)
    ids = {"org": counter.context.org_id, "account": counter.account["account_id"], **instead}
    return await counter.merchant.client.post(
        f"/gateways/{ids['org']}/{ids['account']}/webhook",
        content=body,
        headers={"stripe-signature": header, "authorization": ""},
    )


async def paid_event(counter: Counter, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    payment = await counter.begin(await counter.order())
    return payment, session_paid(payment, await counter.ref(payment), **more)


async def kept(counter: Counter) -> int:
    return await counter.fetch("SELECT count(*) FROM gateway_event")


async def test_a_signed_event_is_applied_and_answered(counter: Counter) -> None:
    payment, event = await paid_event(counter)
    answer = await sent(counter, event)
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    assert (await counter.payment(payment))["state"] == "captured"
    stored = await counter.fetch("SELECT outcome FROM gateway_event WHERE applied_at IS NOT NULL")
    assert stored == "captured"


async def test_eight_of_the_same_at_once_are_applied_once(counter: Counter) -> None:
    payment, event = await paid_event(counter)
    answers = await asyncio.gather(*(sent(counter, event) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert await kept(counter) == 1
    assert await counter.events("payment.captured") == 1
    assert (await counter.payment(payment))["captured_minor"] == 600


async def test_a_replayed_event_is_answered_alike_and_does_nothing(counter: Counter) -> None:
    _, event = await paid_event(counter)
    await sent(counter, event)
    events = await counter.fetch("SELECT count(*) FROM event")
    assert (await sent(counter, event)).status_code == 200
    assert await counter.fetch("SELECT count(*) FROM event") == events


async def test_a_forged_event_is_refused_and_not_kept(counter: Counter) -> None:
    payment, event = await paid_event(counter)
    answer = await sent(counter, event, secret="whsec_guessed")
    assert (answer.status_code, answer.json()["code"]) == (401, "forged_event")
    assert (await kept(counter), (await counter.payment(payment))["state"]) == (0, "pending")


async def test_a_stale_event_is_refused_and_not_kept(counter: Counter) -> None:
    _, event = await paid_event(counter)
    answer = await sent(counter, event, at=int(time.time()) - 301)
    assert (answer.status_code, answer.json()["code"]) == (400, "stale_event")
    assert await kept(counter) == 0


@pytest.mark.parametrize("body", ["", "{", '{"id": 5}'])
async def test_a_malformed_event_is_refused_and_not_kept(counter: Counter, body: str) -> None:
    answer = await sent(counter, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_event")
    assert await kept(counter) == 0


async def test_a_huge_event_is_refused(counter: Counter) -> None:
    answer = await sent(counter, " " * (EVENT_BYTES_MAX + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("which", ["org", "account"])
async def test_nobodys_inbox_is_not_found(counter: Counter, which: str) -> None:
    _, event = await paid_event(counter)
    for other in (str(new_id()), "none"):
        answer = await sent(counter, event, **{which: other})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_another_accounts_event_moves_no_payment_of_this_one(counter: Counter) -> None:
    payment, event = await paid_event(counter)
    other = {
        "gateway": "stripe",
        "name": "Other",
        "secret_key": "sk_2",
        "webhook_secrets": ["whsec_2"],
        "api_url": counter.sandbox.url,
    }
    made = (await counter.ask("POST", "/gateway-accounts", other)).json()
    answer = await sent(counter, event, secret="whsec_2", account=made["account_id"])
    assert answer.status_code == 200
    assert (await counter.payment(payment))["state"] == "pending"
    assert await counter.fetch("SELECT outcome FROM gateway_event") == "ignored"


async def test_an_event_that_says_another_amount_pays_nothing(counter: Counter) -> None:
    payment, event = await paid_event(counter, amount_total=1)
    await sent(counter, event)
    assert (await counter.payment(payment))["state"] == "mismatched"
    assert (await counter.order_now(payment["order_id"]))["state"] == "pending"


async def test_webhook_poll_and_return_at_once_complete_once(counter: Counter) -> None:
    payment, event = await paid_event(counter)
    counter.gateway.webhook_url = ""
    await counter.act(payment, "pay")
    confirm = f"/payments/{payment['payment_id']}/confirm"
    await asyncio.gather(
        sent(counter, event),
        counter.ask("POST", confirm, {}),
        counter.poll(),
        counter.ask("POST", confirm, {}),
    )
    await counter.until_payment(payment, "captured")
    assert await counter.events("payment.captured") == 1
    assert await counter.events("order.paid") == 1
