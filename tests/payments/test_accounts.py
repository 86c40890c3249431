"""Accounts with gateways: their secrets go in and never out."""

from typing import Any

import msgspec
import pytest

from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from galleria.engine.outbound import open_outbound
from galleria.engine.vault import CannotOpen, Vault
from galleria.payments.account_body import NewGatewayAccount
from galleria.payments.account_queries import find_keys
from galleria.payments.accounts import add_account
from galleria.payments.gateways import Gateways
from galleria.payments.open_account import opened
from tests.payments.counter import Counter
from tests.payments.given import gateways

BODY: dict[str, Any] = {
    "gateway": "stripe",
    "name": "Cards",
    "secret_key": "sk_live_very_secret",
    "webhook_secrets": ["whsec_very_secret"],
}


async def test_an_account_is_made_listed_and_read_without_its_secrets(counter: Counter) -> None:
    made = await counter.ask("POST", "/gateway-accounts", BODY)
    at = made.headers["location"].removeprefix("/api/v1")
    read = await counter.ask("GET", at)
    listed = await counter.ask("GET", "/gateway-accounts")
    assert read.json() == made.json()
    assert made.json() in listed.json()["items"]
    assert "very_secret" not in made.text + read.text + listed.text
    assert (made.json()["api_url"], made.json()["is_encrypted"]) == (
        "https://api.stripe.com",
        False,
    )
    told = await counter.fetch("SELECT string_agg(body::text, ' ') FROM event")
    assert "very_secret" not in told


async def test_secrets_are_sealed_with_the_installations(tx: Tx) -> None:
    body = msgspec.convert(BODY, NewGatewayAccount)
    async with gateways("a secret of the installation") as sealing:
        account = await add_account(tx, sealing, body=body)
        keys = await find_keys(tx, account_id=account.account_id)
        assert keys is not None
        assert opened(sealing, keys, tx.context.org_id)
    assert account.is_encrypted
    assert b"very_secret" not in keys.secrets
    async with gateways("another") as other:
        with pytest.raises(CannotOpen):
            opened(other, keys, tx.context.org_id)


async def test_an_account_is_changed_and_its_secrets_replaced(counter: Counter) -> None:
    at = f"/gateway-accounts/{counter.account['account_id']}"
    client = counter.merchant.client
    changes = {"name": "New", "webhook_secrets": ["whsec_new", counter.gateway.webhook_secret]}
    changed = await client.patch(at, json=changes, headers={"if-match": '"1"'})
    assert (changed.status_code, changed.json()["name"], changed.json()["version"]) == (
        200, "New", 2
    )  # fmt: skip
    stale = await client.patch(at, json={"name": "Old"}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    assert (await client.patch(at, json={"name": "Old"})).status_code == 428
    payment = await counter.paid()  # The old secret is good, and the API's was kept.
    assert payment["amount_minor"] == 600


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"api_url": "http://169.254.169.254/"}, "/api_url"),
        ({"api_url": "ftp://x"}, "/api_url"),
        ({"api_url": "https://user:word@example.com"}, "/api_url"),
        ({"gateway": "razorpay"}, "/public_key"),
        ({"store_id": "00000000-0000-0000-0000-000000000001"}, "/store_id"),
        ({"webhook_secrets": []}, "/webhook_secrets"),
        ({"secret_key": "a b"}, "/secret_key"),
        ({"gateway": "other"}, "/gateway"),
    ],
)
async def test_what_is_wrong_is_named(
    counter: Counter, wrong: dict[str, object], pointer: str
) -> None:
    answer = await counter.ask("POST", "/gateway-accounts", {**BODY, **wrong})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_no_address_inside_is_taken_where_that_is_not_allowed(tx: Tx) -> None:
    body = msgspec.convert({**BODY, "api_url": "https://127.0.0.1"}, NewGatewayAccount)
    async with open_outbound(allow_private=False) as outbound:
        with pytest.raises(Invalid):
            await add_account(tx, Gateways(outbound, Vault(None)), body=body)


async def test_a_store_without_an_account_takes_no_cards(counter: Counter) -> None:
    at = f"/gateway-accounts/{counter.account['account_id']}"
    off = {"is_active": False}
    await counter.merchant.client.patch(at, json=off, headers={"if-match": '"1"'})
    order = await counter.order()
    refused = await counter.ask("POST", f"/orders/{order['order_id']}/payments", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "no_gateway")


async def test_another_gateway_calls_the_first_payment_off(counter: Counter) -> None:
    other = {**BODY, "gateway": "razorpay", "public_key": "rzp_1", "api_url": counter.sandbox.url}
    order = await counter.order()
    first = await counter.begin(order)
    await counter.ask("POST", "/gateway-accounts", other)
    away = await counter.ask(
        "POST", f"/orders/{order['order_id']}/payments", {"gateway": "razorpay"}
    )
    assert away.status_code == 502  # The sandbox does not know that key.
    assert (await counter.payment(first))["state"] == "cancelled"
