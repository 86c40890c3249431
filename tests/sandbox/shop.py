"""A shop's end of the sandbox: where its webhooks arrive, and the gateways' own packages."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import razorpay
import stripe
from aiohttp import web
from msgspec.structs import replace

from galleria.ops.sandbox import Account, Conduct, Sandbox, open_sandbox
from galleria.ops.sandbox.accounts import RAZORPAY_DEMO, STRIPE_DEMO


@dataclass
class Hook:
    """One webhook as it arrived."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Shop:
    """What a merchant has; `answers` are the statuses of its next answers, then 200."""

    sandbox: Sandbox
    stripe: stripe.StripeClient
    razorpay: razorpay.Client
    accounts: dict[str, Account]
    hooks: list[Hook] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def behave(self, **conduct: Any) -> None:
        for account in self.accounts.values():
            account.conduct = Conduct(**conduct)

    def stripe_events(self) -> list[stripe.Event]:
        secret = self.accounts["stripe"].webhook_secret
        return [
            stripe.Webhook.construct_event(it.body, it.headers["Stripe-Signature"], secret)
            for it in self.hooks
        ]

    async def told(self) -> None:
        """Wait until the sandbox has nothing more to tell."""
        async with asyncio.timeout(20):
            await self.sandbox.webhooks.settled()

    async def call(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Run a call of a package that blocks."""
        async with asyncio.timeout(20):
            return await asyncio.to_thread(function, *args, **options)


@asynccontextmanager
async def open_shop() -> AsyncGenerator[Shop]:
    hooks: list[Hook] = []
    answers: list[int] = []

    async def arrive(request: web.Request) -> web.Response:
        hooks.append(Hook(dict(request.headers), await request.read()))
        return web.Response(status=answers.pop(0) if answers else 200)

    app = web.Application()
    app.router.add_post("/hook", arrive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    where = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    accounts = {it.gateway: replace(it, webhook_url=where) for it in (STRIPE_DEMO, RAZORPAY_DEMO)}
    try:
        async with open_sandbox(*accounts.values()) as sandbox:
            client = stripe.StripeClient(
                STRIPE_DEMO.secret_key,
                base_addresses={"api": sandbox.url},
                max_network_retries=0,
                http_client=stripe.RequestsClient(timeout=3),
            )
            keys = (RAZORPAY_DEMO.public_key, RAZORPAY_DEMO.secret_key)
            of_razorpay = razorpay.Client(auth=keys, base_url=sandbox.url)
            yield Shop(sandbox, client, of_razorpay, accounts, hooks, answers)
    finally:
        await runner.cleanup()


def a_session(amount: int = 1_250, **options: Any) -> dict[str, Any]:
    """Return the parameters of a checkout session."""
    item = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Tea"}}
    return {
        "mode": "payment",
        "line_items": [{"price_data": item, "quantity": 1}],
        "success_url": "https://shop.example/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/cart",
        **options,
    }
