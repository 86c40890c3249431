"""A shopper who fills a cart, says where it is sent, orders it and pays at the sandbox gateway."""

import asyncio
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.ops.bench.client import HttpClient, as_json
from galleria.ops.sandbox import Account, Sandbox

SHIPPING = "post"
PAID_WAIT_S = 10.0
# As a page that waits for its webhook does, though ten times as impatient.
LOOK_AGAIN_S = 0.1
# What docs/payments.md has a merchant choose, as far as it comes of a payment by card.
EVENTS = ["checkout.session.completed"]
SHOPPER_REQUESTS = 8
REQUESTS = SHOPPER_REQUESTS + len(EVENTS)

ADDRESS = {
    "country": "IE",
    "name": "Ada Byrne",
    "line1": "1 Grafton Street",
    "city": "Dublin",
    "postcode": "D02 X285",
}


class _Opened(Struct):
    cart: str


class _Quoted(Struct):
    expected_total_minor: int
    quote: str


class _Order(Struct):
    payment_state: str


class _Action(Struct):
    url: str


class _Payment(Struct):
    action: _Action | None


class _Bought(Struct):
    order: _Order
    payment: _Payment | None = None


class Flow(Struct):
    """What all shoppers share, and what they were told."""

    shop: str
    sandbox: Sandbox
    paid: int = 0
    looks: int = 0

    async def buy(self, client: HttpClient, variant: UUID) -> None:
        """Buy one unit, from the empty cart to the paid order."""
        carts = f"/api/v1/shops/{self.shop}/carts"
        cart = (await client.post(carts, b"")).json(_Opened, status=201).cart
        here = f"{carts}/{cart}"
        lines = {"lines": [{"variant_id": variant, "units": 1}]}
        await _put(client, "PUT", f"{here}/lines", lines)
        contact = {"customer_email": "ada@example.com", "shipping_address": ADDRESS}
        await _put(client, "PATCH", here, contact)
        (await client.get(f"{here}/shipping-methods")).json(dict)
        await _put(client, "PATCH", here, {"shipping_method": SHIPPING})
        quoted = (await client.get(f"{here}/quote")).json(_Quoted)
        await self._pay(await self._checked_out(client, here, quoted))
        await self._wait_until_paid(client, here)
        self.paid += 1

    async def _checked_out(self, client: HttpClient, here: str, quoted: _Quoted) -> str:
        body = {
            "expected_total_minor": quoted.expected_total_minor,
            "quote": quoted.quote,
            "payment": {"method": "gateway", "return_url": "https://shop.example/thanks"},
        }
        key = f"idempotency-key: {new_id()}\r\n"
        answer = await client.send("POST", f"{here}/checkout", as_json(body), headers=key)
        payment = answer.json(_Bought, status=201).payment
        assert payment is not None, answer.body
        assert payment.action is not None, answer.body
        return payment.action.url.rpartition("/")[2]

    async def _pay(self, ref: str) -> None:
        self.sandbox.act(ref, "pay")

    async def _wait_until_paid(self, client: HttpClient, here: str) -> None:
        async with asyncio.timeout(PAID_WAIT_S):
            while True:
                await asyncio.sleep(LOOK_AGAIN_S)
                self.looks += 1
                seen = (await client.get(f"{here}/order")).json(_Bought)
                if seen.order.payment_state == "paid":
                    return


async def _put(client: HttpClient, method: str, path: str, body: object) -> None:
    (await client.send(method, path, as_json(body), headers="")).json(dict)


def gateway_account() -> Account:
    """Return the account of a shop at the sandbox."""
    key = new_id().hex
    return Account(
        gateway="stripe",
        public_key=f"pk_test_{key}",
        secret_key=f"sk_test_{key}",
        webhook_secret=f"whsec_{key}",
        webhook_events=EVENTS,
    )
