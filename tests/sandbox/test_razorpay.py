"""The sandbox driven by Razorpay's own package, so that our adapter and it share no mistake."""

import asyncio
import json
from typing import Any

import pytest
from razorpay.errors import BadRequestError, ServerError, SignatureVerificationError

from galleria.ops.sandbox import Fault
from tests.sandbox.shop import Shop

AUTOMATIC = {"payment": {"capture": "automatic"}}


async def open_order(shop: Shop, amount: int = 50_000, **options: Any) -> Any:
    asked = {"amount": amount, "currency": "INR", "receipt": "r1", **options}
    return await shop.call(shop.razorpay.order.create, asked)


async def paid(shop: Shop, **options: Any) -> Any:
    order = await open_order(shop, **{**AUTOMATIC, **options})
    shop.sandbox.act(order["id"], "pay")
    (payment,) = (await shop.call(shop.razorpay.order.payments, order["id"]))["items"]
    return payment


def events(shop: Shop) -> list[str]:
    return [json.loads(it.body)["event"] for it in shop.hooks]


async def test_an_order_is_paid_and_says_so(shop: Shop) -> None:
    payment = await paid(shop, notes={"payment_id": "p1"})
    order = await shop.call(shop.razorpay.order.fetch, payment["order_id"])
    assert (payment["status"], payment["captured"]) == ("captured", True)
    assert payment["notes"] == {"payment_id": "p1"}
    assert (order["status"], order["amount_due"]) == ("paid", 0)


async def test_webhooks_pass_the_packages_own_verification(shop: Shop) -> None:
    await paid(shop)
    await shop.told()
    assert events(shop) == ["payment.authorized", "payment.captured", "order.paid"]
    secret = shop.accounts["razorpay"].webhook_secret
    for hook in shop.hooks:
        signature = hook.headers["X-Razorpay-Signature"]
        verify = shop.razorpay.utility.verify_webhook_signature
        assert verify(hook.body.decode(), signature, secret)
        with pytest.raises(SignatureVerificationError):
            verify(hook.body.decode() + " ", signature, secret)
    assert len({it.headers["x-razorpay-event-id"] for it in shop.hooks}) == 3


async def test_the_page_gives_the_shop_a_signature_that_the_package_believes(shop: Shop) -> None:
    order = await open_order(shop, **AUTOMATIC)
    page = shop.sandbox.side(shop.accounts["razorpay"]).page
    page.book.orders.get(order["id"]).callback_url = "https://shop.example/back"
    onward = shop.sandbox.act(order["id"], "pay")
    assert onward.url == "https://shop.example/back"
    assert shop.razorpay.utility.verify_payment_signature(onward.fields)


async def test_what_is_authorized_is_captured_whole_and_once(shop: Shop) -> None:
    order = await open_order(shop)
    shop.sandbox.act(order["id"], "pay")
    (payment,) = (await shop.call(shop.razorpay.order.payments, order["id"]))["items"]
    assert payment["status"] == "authorized"
    capture = shop.razorpay.payment.capture
    with pytest.raises(BadRequestError, match="must be equal"):
        await shop.call(capture, payment["id"], 100, {"currency": "INR"})
    captured = await shop.call(capture, payment["id"], 50_000, {"currency": "INR"})
    assert captured["status"] == "captured"
    with pytest.raises(BadRequestError, match="already been captured"):
        await shop.call(capture, payment["id"], 50_000, {"currency": "INR"})


async def test_a_declined_try_is_followed_by_another(shop: Shop) -> None:
    order = await open_order(shop, **AUTOMATIC)
    shop.sandbox.act(order["id"], "decline")
    shop.sandbox.act(order["id"], "pay")
    tries = (await shop.call(shop.razorpay.order.payments, order["id"]))["items"]
    assert [it["status"] for it in tries] == ["captured", "failed"]
    assert tries[1]["error_code"] == "BAD_REQUEST_ERROR"


async def test_refunds_add_up_to_what_was_captured_and_no_more(shop: Shop) -> None:
    payment = await paid(shop)
    refund = shop.razorpay.payment.refund
    first = await shop.call(refund, payment["id"], {"amount": 20_000})
    assert (first["status"], first["amount"]) == ("processed", 20_000)
    with pytest.raises(BadRequestError, match="greater than amount captured"):
        await shop.call(refund, payment["id"], {"amount": 30_001})
    await shop.call(refund, payment["id"], {"amount": 30_000})
    with pytest.raises(BadRequestError, match="fully refunded already"):
        await shop.call(refund, payment["id"], {"amount": 1})


async def test_a_refund_repeated_with_its_key_is_made_once(shop: Shop) -> None:
    payment = await paid(shop)
    key = {"headers": {"X-Refund-Idempotency": "refund-once"}}
    refund = shop.razorpay.payment.refund
    first = await shop.call(refund, payment["id"], {"amount": 20_000}, **key)
    key = {"headers": {"X-Refund-Idempotency": "refund-once"}}
    again = await shop.call(refund, payment["id"], {"amount": 20_000}, **key)
    assert again["id"] == first["id"]


@pytest.mark.parametrize(("refunds", "ends"), [("pending", "processed"), ("failing", "failed")])
async def test_a_refund_may_be_pending_and_then_end(shop: Shop, refunds: str, ends: str) -> None:
    shop.behave(refunds=refunds, settle_ms=50)
    payment = await paid(shop)
    made = await shop.call(shop.razorpay.payment.refund, payment["id"], {"amount": 500})
    assert made["status"] == "pending"
    await asyncio.sleep(0.2)
    await shop.told()
    found = await shop.call(shop.razorpay.refund.fetch, made["id"])
    assert (found["status"], events(shop)[-1]) == (ends, f"refund.{ends}")


async def test_orders_are_found_by_their_receipt(shop: Shop) -> None:
    order = await open_order(shop, receipt="mine")
    await open_order(shop, receipt="other")
    found = await shop.call(shop.razorpay.order.all, {"receipt": "mine", "count": 1})
    assert [it["id"] for it in found["items"]] == [order["id"]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"currency": "INR"}, "amount field is required"),
        ({"amount": 99, "currency": "INR"}, "less than minimum"),
        ({"amount": 500, "currency": "inr"}, "not supported"),
        ({"amount": 500, "currency": "INR", "receipt": "r" * 41}, "greater than 40"),
        ({"amount": 500, "currency": "INR", "x": 1}, "should not be sent"),
    ],
)
async def test_wrong_orders_are_refused(shop: Shop, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        await shop.call(shop.razorpay.order.create, asked)


async def test_unknown_names_and_keys_are_refused(shop: Shop) -> None:
    with pytest.raises(BadRequestError, match="id provided does not exist"):
        await shop.call(shop.razorpay.payment.fetch, "pay_none")
    shop.razorpay.auth = (shop.razorpay.auth[0], "wrong")
    with pytest.raises(BadRequestError, match="Authentication failed"):
        await shop.call(shop.razorpay.payment.fetch, "pay_none")


async def test_a_broken_gateway_says_so(shop: Shop) -> None:
    shop.sandbox.faults.add(Fault(kind="server_error"))
    with pytest.raises(ServerError):
        await open_order(shop)


async def test_an_order_can_be_paid_at_any_time(shop: Shop) -> None:
    order = await open_order(shop, **AUTOMATIC)
    shop.sandbox.act(order["id"], "pay_later")
    shop.sandbox.act(order["id"], "settle")
    await shop.told()
    assert events(shop) == ["payment.authorized", "payment.captured", "order.paid"]
