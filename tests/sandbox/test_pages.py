"""The pages, as a browser without scripts meets them, and the control."""

import re

import aiohttp
import pytest

from tests.sandbox.shop import Shop, a_session


@pytest.fixture
async def browser(shop: Shop):
    async with aiohttp.ClientSession(shop.sandbox.url) as session:
        yield session


async def a_page(shop: Shop, amount: int = 1_250) -> str:
    made = shop.stripe.v1.checkout.sessions.create
    return (await shop.call(made, params=a_session(amount))).id


async def press(browser: aiohttp.ClientSession, ref: str, act: str, **headers: str):
    return await browser.post(
        f"/pay/{ref}", data={"act": act}, headers=headers, allow_redirects=False
    )


async def test_the_page_has_a_button_for_every_act_and_no_field_for_a_card(
    shop: Shop, browser: aiohttp.ClientSession
) -> None:
    ref = await a_page(shop)
    text = await (await browser.get(f"/pay/{ref}")).text()
    assert re.findall(r'<button name="act" value="(\w+)"', text) == [
        "pay",
        "decline",
        "authorize",
        "pay_later",
        "close",
    ]
    assert "12.50 EUR" in text
    assert "<input" not in text
    assert "<script" not in text


async def test_paying_leads_back_to_the_shop(shop: Shop, browser: aiohttp.ClientSession) -> None:
    ref = await a_page(shop)
    answer = await press(browser, ref, "pay")
    assert (answer.status, answer.headers["Location"]) == (
        303,
        f"https://shop.example/paid?session={ref}",
    )
    again = await press(browser, ref, "pay")
    assert "cannot be paid any more" in await again.text()


async def test_being_declined_stays_on_the_page(shop: Shop, browser: aiohttp.ClientSession) -> None:
    answer = await press(browser, await a_page(shop), "decline")
    assert answer.status == 200
    assert "Try again" in await answer.text()


async def test_closing_leads_to_the_cart(shop: Shop, browser: aiohttp.ClientSession) -> None:
    answer = await press(browser, await a_page(shop), "close")
    assert answer.headers["Location"] == "https://shop.example/cart"


async def test_another_sites_page_cannot_pay(shop: Shop, browser: aiohttp.ClientSession) -> None:
    answer = await press(browser, await a_page(shop), "pay", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403


async def test_a_magic_amount_is_declined(shop: Shop, browser: aiohttp.ClientSession) -> None:
    answer = await press(browser, await a_page(shop, 909_001), "pay")
    assert answer.status == 200
    assert "requires_payment_method" in await answer.text()


async def test_razorpays_hosted_page_posts_the_proof_back(
    shop: Shop, browser: aiohttp.ClientSession
) -> None:
    asked = {"amount": 500, "currency": "INR"}
    order = await shop.call(shop.razorpay.order.create, asked)
    fields = {
        "key_id": shop.accounts["razorpay"].public_key,
        "order_id": order["id"],
        "callback_url": "https://shop.example/back",
    }
    page = await browser.post("/v1/checkout/embedded", data=fields)
    assert page.url.path == f"/pay/{order['id']}"
    text = await (await press(browser, order["id"], "pay")).text()
    given = dict(re.findall(r'name="(razorpay_\w+)" value="(\w+)"', text))
    assert shop.razorpay.utility.verify_payment_signature(given)


async def test_what_merchants_write_is_text_on_the_page(
    shop: Shop, browser: aiohttp.ClientSession
) -> None:
    of_intent = {"payment_intent_data": {"description": "<script>alert(1)</script>"}}
    made = shop.stripe.v1.checkout.sessions.create
    session = await shop.call(made, params=a_session(**of_intent))
    for path in ("/", f"/pay/{session.id}"):
        answer = await browser.get(path)
        assert "&lt;script&gt;" in await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_the_first_page_lists_payments_and_webhooks(
    shop: Shop, browser: aiohttp.ClientSession
) -> None:
    ref = await a_page(shop)
    await press(browser, ref, "pay")
    await shop.told()
    text = await (await browser.get("/")).text()
    assert ref in text
    assert "checkout.session.completed" in text
    assert "delivered" in text


async def test_the_control_adds_accounts_faults_and_acts(
    shop: Shop, browser: aiohttp.ClientSession
) -> None:
    account = {"gateway": "stripe", "public_key": "pk_test_2", "secret_key": "sk_test_2"}
    assert (await browser.post("/_sandbox/accounts", json=account)).status == 200
    ref = await a_page(shop)
    assert (await browser.post(f"/_sandbox/payments/{ref}/pay-later")).status == 200
    assert (await browser.post(f"/_sandbox/payments/{ref}/settle")).status == 200
    assert (await browser.post(f"/_sandbox/payments/{ref}/settle")).status == 409
    assert (await browser.post("/_sandbox/faults", json={"kind": "nonsense"})).status == 422
    (found,) = await (await browser.get("/_sandbox/payments")).json()
    assert found["state"] == "succeeded"


async def test_a_webhook_can_be_sent_again(shop: Shop, browser: aiohttp.ClientSession) -> None:
    shop.behave(webhooks="lost")
    await press(browser, await a_page(shop), "pay")
    (*_, lost) = await (await browser.get("/_sandbox/webhooks")).json()
    assert lost["state"] == "lost"
    await browser.post(f"/_sandbox/webhooks/{lost['event_id']}/send")
    await shop.told()
    assert [it.id for it in shop.stripe_events()] == [lost["event_id"]]
