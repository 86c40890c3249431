"""Accounts with gateways, payments, refunds, and the inbox of webhooks."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

import hashlib
import hmac
import time
from functools import partial
from typing import Any

import msgspec

from galleria.base.ids import new_id
from galleria.ops.errors import OperatorError
from galleria.ops.verify.isolation.pairs.orders import given_order
from galleria.ops.verify.isolation.pairs.stores import given_domain, given_store
from galleria.ops.verify.isolation.replay.pair import (
    House,
    Pair,
    Step,
    Visitor,
    if_match,
    pair,
    steps_of_list,
)
from galleria.ops.verify.isolation.replay.requests import Request

WEBHOOK_SECRET = "whsec_of_the_replay"
# A name that is nobody's (RFC 2606): nothing is called.
NOWHERE = "https://gateway.invalid"
SHOPPERS = "who comes back from a gateway's page has no token; the payment's id is its own secret"
PUBLIC = "a gateway has no token; its signature, made with the account's own secret, is checked"


def new_account(visitor: Visitor, **more: Any) -> dict[str, Any]:
    """Return the body of an account with a gateway that is nowhere, and that no store uses."""
    return {
        "gateway": "stripe",
        "name": visitor.name("account"),
        "secret_key": "sk_test_of_the_replay",
        "webhook_secrets": [WEBHOOK_SECRET],
        "api_url": NOWHERE,
        "is_active": False,
        **more,
    }


async def given_account(visitor: Visitor) -> str:
    """Add an account with a gateway."""
    return (await visitor.post("/gateway-accounts", new_account(visitor)))["account_id"]


async def given_payment(visitor: Visitor) -> str:
    """Sell something for cash; return the payment."""
    return await _payment_of(visitor, await given_order(visitor))


async def given_begun(visitor: Visitor) -> str:
    """Begin to pay an order; return the payment, of which its gateway was never told."""
    order = await given_order(visitor, tender=None, payment="later")
    account = new_account(visitor, store_id=order["store_id"], is_active=True)
    await visitor.post("/gateway-accounts", account)
    path = f"/orders/{order['order_id']}/payments"
    await visitor.ask(Request(method="POST", path=path, body={}))
    return await _payment_of(visitor, order)


async def given_refund(visitor: Visitor, payment_id: str) -> str:
    """Give a little back."""
    body = {"amount_minor": 1, "reason": visitor.name("reason")}
    return (await visitor.post(f"/payments/{payment_id}/refunds", body))["refund_id"]


async def list_gateway_accounts(house: House) -> list[Step]:
    for _ in range(2):
        await given_account(house.owner)
    return await steps_of_list(house, "/gateway-accounts")


async def create_gateway_account(house: House) -> list[Step]:
    # Of a store that sells nothing: whatever is left out of it, no order is paid that way.
    store, own = await given_store(house.owner), await given_store(house.other)
    body = new_account(house.owner, store_id=store["store_id"])
    swap = {store["store_id"]: own["store_id"]}
    return [Step(Request(method="POST", path="/gateway-accounts", body=body, swap=swap), "own")]


async def read_gateway_account(house: House) -> list[Step]:
    account_id = await given_account(house.owner)
    return [_named("GET", f"/gateway-accounts/{account_id}", account_id)]


async def change_gateway_account(house: House) -> list[Step]:
    account_id = await given_account(house.owner)
    body, path = {"name": house.owner.name("renamed")}, f"/gateway-accounts/{account_id}"
    return [_named("PATCH", path, account_id, body, if_match(1))]


async def create_payment(house: House) -> list[Step]:
    order = await given_order(house.owner, tender=None)
    path = f"/orders/{order['order_id']}/payments"
    return [_named("POST", path, order["order_id"], {"method": "cash"})]


async def list_payments(house: House) -> list[Step]:
    for _ in range(2):
        await given_payment(house.owner)
    return await steps_of_list(house, "/payments")


async def read_payment(house: House) -> list[Step]:
    payment_id = await given_payment(house.owner)
    return [_named("GET", f"/payments/{payment_id}", payment_id)]


async def confirm(house: House) -> list[Step]:
    payment_id = await given_payment(house.owner)
    return [_named("POST", f"/payments/{payment_id}/confirm", payment_id, {})]


async def capture_payment(house: House) -> list[Step]:
    payment_id = await given_payment(house.owner)
    return [_named("POST", f"/payments/{payment_id}/capture", payment_id)]


async def cancel_payment(house: House) -> list[Step]:
    payment_id = await given_begun(house.owner)
    return [_named("POST", f"/payments/{payment_id}/cancel", payment_id)]


async def refund_payment(house: House) -> list[Step]:
    payment_id = await given_payment(house.owner)
    body = {"amount_minor": 1, "reason": house.owner.name("reason")}
    return [_named("POST", f"/payments/{payment_id}/refunds", payment_id, body)]


async def list_refunds(house: House) -> list[Step]:
    payment_id = await given_payment(house.owner)
    await given_refund(house.owner, payment_id)
    return [_named("GET", f"/payments/{payment_id}/refunds", payment_id)]


async def read_refund(house: House) -> list[Step]:
    refund_id = await given_refund(house.owner, await given_payment(house.owner))
    return [_named("GET", f"/refunds/{refund_id}", refund_id)]


async def receive_gateway_event(house: House) -> list[Step]:
    """Sign an event of the owner's; the other cannot, nor is there such an account in its house."""
    account_id, org_id = await given_account(house.owner), str(house.owner.org_id)
    path = f"/gateways/{org_id}/{account_id}/webhook"
    forged = {"v1=": "v1=0"}
    at_other = {org_id: str(house.other.org_id)}
    signed = [_signed(path), _signed(path)]
    return [
        Step(Request(**signed[0], swap=forged), "refused", is_bare=True),
        Step(Request(**signed[1], names=(account_id,), swap=at_other), is_bare=True),
    ]


async def confirm_own_payment(house: House, *, is_by_slug: bool) -> list[Step]:
    order, own = await given_order(house.owner), await given_store(house.other)
    payment_id = await _payment_of(house.owner, order)
    there = await _address(house.owner, order["store_id"], is_by_slug)
    here = await _address(house.other, own["store_id"], is_by_slug)
    root = f"/shops/{there}" if is_by_slug else "/shop"
    request = Request(
        method="POST",
        path=f"{root}/payments/{payment_id}/confirm",
        body={},
        headers={} if is_by_slug else {"host": there},
        names=(payment_id,),
        swap={there: here},
    )
    return [Step(request)]


async def _address(visitor: Visitor, store_id: str, is_by_slug: bool) -> str:
    if is_by_slug:
        return (await visitor.get(f"/stores/{store_id}"))["slug"]
    return await given_domain(visitor, store_id)


def _signed(path: str) -> dict[str, Any]:
    now = int(time.time())
    event = {"id": f"evt_{new_id().hex}", "type": "charge.updated", "created": now}
    body = msgspec.json.encode({**event, "data": {"object": {}}})
    secret = WEBHOOK_SECRET.encode()
    signature = hmac.new(secret, b"%d.%s" % (now, body), hashlib.sha256).hexdigest()
    headers = {"stripe-signature": f"t={now},v1={signature}"}
    return {"method": "POST", "path": path, "body": body, "headers": headers}


async def _payment_of(visitor: Visitor, order: Any) -> str:
    request = Request(method="GET", path="/payments", query={"order_id": order["order_id"]})
    items = (await visitor.made(request))["items"]
    if not items:
        raise OperatorError("an order that was paid has no payment")
    return items[0]["payment_id"]


def _named(
    method: str,
    path: str,
    named: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> Step:
    return Step(Request(method=method, path=path, body=body, headers=headers or {}, names=(named,)))


PAIRS: list[Pair] = [
    pair(list_gateway_accounts),
    pair(create_gateway_account),
    pair(read_gateway_account),
    pair(change_gateway_account),
    pair(create_payment),
    pair(list_payments),
    pair(read_payment),
    pair(confirm),
    pair(capture_payment),
    pair(cancel_payment),
    pair(refund_payment),
    pair(list_refunds),
    pair(read_refund),
    pair(receive_gateway_event, public=PUBLIC),
    *[
        Pair(
            operation="confirm_own_payment" + ("_by_slug" if is_by_slug else ""),
            steps=partial(confirm_own_payment, is_by_slug=is_by_slug),
            public=SHOPPERS,
        )
        for is_by_slug in (False, True)
    ],
]
