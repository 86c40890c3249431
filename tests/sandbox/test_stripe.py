"""The sandbox driven by Stripe's own package, so that our adapter and it share no mistake."""

import asyncio
import re
from typing import Any

import pytest
import stripe

from galleria.ops.sandbox import Fault
from tests.sandbox.shop import Shop, a_session


async def open_session(shop: Shop, amount: int = 1_250, **options: Any) -> Any:
    made = shop.stripe.v1.checkout.sessions.create
    return await shop.call(made, params=a_session(amount, **options))


async def paid_intent(shop: Shop, **options: Any) -> str:
    session = await open_session(shop, **options)
    shop.sandbox.act(session.id, "pay")
    found = await shop.call(shop.stripe.v1.checkout.sessions.retrieve, session.id)
    return found.payment_intent


async def test_a_session_has_a_page_and_is_paid_there(shop: Shop) -> None:
    session = await open_session(shop, metadata={"payment_id": "p1"})
    assert session.url == f"{shop.sandbox.url}/pay/{session.id}"
    onward = shop.sandbox.act(session.id, "pay")
    assert onward.url == f"https://shop.example/paid?session={session.id}"
    options = {"params": {"expand": ["payment_intent"]}}
    found = await shop.call(shop.stripe.v1.checkout.sessions.retrieve, session.id, **options)
    assert (found.status, found.payment_status) == ("complete", "paid")
    assert (found.payment_intent.status, found.payment_intent.amount_received) == (
        "succeeded",
        1_250,
    )
    assert found.metadata["payment_id"] == "p1"


async def test_webhooks_pass_the_packages_own_verification(shop: Shop) -> None:
    await paid_intent(shop)
    await shop.told()
    assert [it.type for it in shop.stripe_events()] == [
        "payment_intent.created",
        "payment_intent.succeeded",
        "charge.succeeded",
        "checkout.session.completed",
    ]
    with pytest.raises(stripe.SignatureVerificationError):
        signature = shop.hooks[0].headers["Stripe-Signature"]
        stripe.Webhook.construct_event(shop.hooks[0].body, signature, "whsec_other")


async def test_a_declined_card_can_be_followed_by_a_better_one(shop: Shop) -> None:
    session = await open_session(shop)
    shop.sandbox.act(session.id, "decline")
    shop.sandbox.act(session.id, "pay")
    await shop.told()
    kinds = [it.type for it in shop.stripe_events()]
    assert kinds.count("payment_intent.payment_failed") == 1
    assert kinds.count("checkout.session.completed") == 1


async def test_a_manual_capture_waits_for_it(shop: Shop) -> None:
    session = await open_session(shop, payment_intent_data={"capture_method": "manual"})
    shop.sandbox.act(session.id, "pay")
    found = await shop.call(shop.stripe.v1.checkout.sessions.retrieve, session.id)
    assert (found.status, found.payment_status) == ("complete", "unpaid")
    captured = await shop.call(
        shop.stripe.v1.payment_intents.capture, found.payment_intent, params={}
    )
    assert (captured.status, captured.amount_received) == ("succeeded", 1_250)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.call(shop.stripe.v1.payment_intents.capture, captured.id)
    assert refused.value.code == "payment_intent_unexpected_state"


async def test_an_authorization_can_be_cancelled(shop: Shop) -> None:
    intent = await paid_intent(shop, payment_intent_data={"capture_method": "manual"})
    cancelled = await shop.call(shop.stripe.v1.payment_intents.cancel, intent)
    assert cancelled.status == "canceled"


async def test_an_expired_session_cannot_be_expired_again(shop: Shop) -> None:
    session = await open_session(shop)
    expired = await shop.call(shop.stripe.v1.checkout.sessions.expire, session.id)
    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError):
        await shop.call(shop.stripe.v1.checkout.sessions.expire, session.id)


async def test_money_may_come_after_a_session_expired(shop: Shop) -> None:
    session = await open_session(shop)
    await shop.call(shop.stripe.v1.checkout.sessions.expire, session.id)
    shop.sandbox.act(session.id, "pay_late")
    found = await shop.call(shop.stripe.v1.checkout.sessions.retrieve, session.id)
    assert (found.status, found.payment_status) == ("complete", "paid")


async def test_a_method_that_takes_its_time_settles_by_itself(shop: Shop) -> None:
    shop.behave(settle_ms=50)
    session = await open_session(shop)
    shop.sandbox.act(session.id, "pay_later")
    await asyncio.sleep(0.2)
    await shop.told()
    kinds = [it.type for it in shop.stripe_events()]
    assert kinds[-1] == "checkout.session.async_payment_succeeded"
    assert "payment_intent.processing" in kinds


async def test_partial_refunds_add_up_to_what_was_captured_and_no_more(shop: Shop) -> None:
    intent = await paid_intent(shop)
    refund = shop.stripe.v1.refunds.create
    first = await shop.call(refund, params={"payment_intent": intent, "amount": 250})
    second = await shop.call(refund, params={"payment_intent": intent})
    assert (first.amount, second.amount, second.status) == (250, 1_000, "succeeded")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.call(refund, params={"payment_intent": intent, "amount": 1})
    assert refused.value.code == "charge_already_refunded"


async def test_a_refund_above_what_is_left_is_refused(shop: Shop) -> None:
    intent = await paid_intent(shop)
    asked = {"payment_intent": intent, "amount": 1_251}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.call(shop.stripe.v1.refunds.create, params=asked)
    assert (refused.value.param, refused.value.http_status) == ("amount", 400)


@pytest.mark.parametrize(("refunds", "ends"), [("pending", "succeeded"), ("failing", "failed")])
async def test_a_refund_may_be_pending_and_then_end(shop: Shop, refunds: str, ends: str) -> None:
    shop.behave(refunds=refunds, settle_ms=50)
    intent = await paid_intent(shop)
    refund = await shop.call(shop.stripe.v1.refunds.create, params={"payment_intent": intent})
    assert refund.status == "pending"
    await asyncio.sleep(0.2)
    found = await shop.call(shop.stripe.v1.refunds.retrieve, refund.id)
    assert found.status == ends


async def test_the_same_idempotency_key_gets_the_same_answer(shop: Shop) -> None:
    made = shop.stripe.v1.checkout.sessions.create
    key = {"idempotency_key": "once"}
    first = await shop.call(made, params=a_session(), options=key)
    again = await shop.call(made, params=a_session(), options=key)
    assert (again.id, again.last_response.headers["Idempotent-Replayed"]) == (first.id, "true")
    with pytest.raises(stripe.IdempotencyError):
        await shop.call(made, params=a_session(999), options=key)


async def test_wrong_parameters_are_named_and_burn_no_key(shop: Shop) -> None:
    made = shop.stripe.v1.payment_intents.create
    key = {"idempotency_key": "mended"}
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await shop.call(made, params={"currency": "eur"}, options=key)
    assert (missing.value.code, missing.value.param) == ("parameter_missing", "amount")
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        await shop.call(made, params={"amount": 500, "currency": "eur", "x": 1}, options=key)
    assert unknown.value.code == "parameter_unknown"
    await shop.call(made, params={"amount": 500, "currency": "eur"}, options=key)


async def test_an_intent_can_be_confirmed_or_declined_through_the_api(shop: Shop) -> None:
    intents = shop.stripe.v1.payment_intents
    made = await shop.call(intents.create, params={"amount": 500, "currency": "eur"})
    with pytest.raises(stripe.CardError) as declined:
        method = {"payment_method": "pm_card_chargeDeclined"}
        await shop.call(intents.confirm, made.id, params=method)
    assert (declined.value.code, declined.value.http_status) == ("card_declined", 402)
    paid = await shop.call(intents.confirm, made.id, params={"payment_method": "pm_card_visa"})
    assert paid.status == "succeeded"


async def test_unknown_names_and_keys_are_refused_as_stripe_does(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as absent:
        await shop.call(shop.stripe.v1.payment_intents.retrieve, "pi_none")
    assert (absent.value.code, absent.value.http_status) == ("resource_missing", 404)
    stranger = stripe.StripeClient("sk_test_x", base_addresses={"api": shop.sandbox.url})
    with pytest.raises(stripe.AuthenticationError):
        await shop.call(stranger.v1.payment_intents.retrieve, "pi_none")


async def test_a_lost_answer_was_done_and_its_key_finds_it(shop: Shop) -> None:
    shop.sandbox.faults.add(Fault(kind="closed", path="/v1/checkout/sessions"))
    made = shop.stripe.v1.checkout.sessions.create
    key = {"idempotency_key": "lost"}
    with pytest.raises(stripe.APIConnectionError):
        await shop.call(made, params=a_session(), options=key)
    found = await shop.call(made, params=a_session(), options=key)
    assert [it.ref for it in shop.sandbox.payables(9)] == [found.id]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("server_error", stripe.APIError), ("rate_limited", stripe.RateLimitError)],
)
async def test_faults_come_as_often_as_asked(shop: Shop, kind: Any, error: Any) -> None:
    shop.sandbox.faults.add(Fault(kind=kind, times=2))
    for _ in range(2):
        with pytest.raises(error):
            await open_session(shop)
    await open_session(shop)


async def test_an_answer_may_never_come(shop: Shop) -> None:
    shop.sandbox.faults.add(Fault(kind="no_answer", wait_ms=4_000))
    with pytest.raises(stripe.APIConnectionError):
        await open_session(shop)
    assert len(shop.sandbox.payables(9)) == 1


@pytest.mark.parametrize(
    ("conduct", "kinds"),
    [
        ({"copies": 2}, ["payment_intent.created"] * 2 + ["payment_intent.succeeded"] * 2),
        ({"webhooks": "reversed"}, ["checkout.session.completed", "charge.succeeded"]),
        ({"webhooks": "lost"}, []),
    ],
)
async def test_webhooks_may_come_twice_reversed_or_never(
    shop: Shop, conduct: dict[str, Any], kinds: list[str]
) -> None:
    shop.behave(**conduct)
    await paid_intent(shop)
    await shop.told()
    found = [it.type for it in shop.stripe_events()]
    assert found[: len(kinds)] == kinds
    assert bool(found) == bool(kinds)


async def test_an_event_that_was_not_taken_is_sent_again(shop: Shop) -> None:
    shop.answers[:] = [500]
    await paid_intent(shop)
    await shop.told()
    ids = [it.id for it in shop.stripe_events()]
    assert ids[0] == ids[1]
    assert [it.outcome for it in shop.sandbox.webhooks.deliveries()[-1].attempts] == ["500", "200"]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("payment_intent", stripe.PaymentIntent),
        ("charge", stripe.Charge),
        ("refund", stripe.Refund),
        ("checkout.session", stripe.checkout.Session),
    ],
)
async def test_every_field_is_one_the_package_knows(shop: Shop, kind: str, wanted: Any) -> None:
    intent = await paid_intent(shop)
    await shop.call(shop.stripe.v1.refunds.create, params={"payment_intent": intent})
    await shop.told()
    found = [it.data.object for it in shop.stripe_events() if it.data.object.object == kind]
    hints = wanted.__annotations__
    # What the package does not call optional is always sent.
    needed = {
        name
        for name, hint in hints.items()
        if not re.search("Optional|NoneType|ClassVar", str(hint))
    }
    needed -= {"UNSUPPORTED_FIELDS", "deleted"}
    for said in found:
        assert set(said.to_dict()) <= set(hints)
        assert needed <= set(said.to_dict())
    assert found
