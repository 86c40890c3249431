"""A merchant's counter: the whole product over HTTP, and the sandbox as its gateways."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from aiohttp import web

from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.shell import App
from galleria.base.tx import platform_transaction, transaction
from galleria.ops.sandbox import Account, Conduct, Sandbox, open_sandbox
from tests.engine.working import until
from tests.journeys.conftest import Merchant, given_merchant
from tests.selling import given_selling_shop


@dataclass
class Counter:
    """A shop with an account at one gateway; `variant` costs 3.00, and there are many of it."""

    merchant: Merchant
    database: Database
    context: Context
    sandbox: Sandbox
    gateway: Account
    account: dict[str, Any]
    store_id: str
    variant: str

    async def ask(
        self, method: str, path: str, body: object = None, *, key: str | None = None
    ) -> httpx.Response:
        headers = {"idempotency-key": key} if key else {}
        given = {} if body is None else {"json": body}
        return await self.merchant.client.request(method, path, headers=headers, **given)  # type: ignore[arg-type]

    async def order(self, units: int = 2) -> dict[str, Any]:
        """Place an order that waits for its payment."""
        lines = [{"variant_id": self.variant, "units": units}]
        body = {"lines": lines, "payment": "later"}
        made = await self.ask("POST", f"/stores/{self.store_id}/orders", body)
        assert made.status_code == 201, made.text
        return made.json()

    async def begin(self, order: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Begin to pay it; the payment."""
        begun = await self.ask("POST", f"/orders/{order['order_id']}/payments", more)
        assert begun.status_code == 201, begun.text
        return begun.json()

    async def paid(self, units: int = 2) -> dict[str, Any]:
        """Return a payment that is captured, of an order that is paid."""
        payment = await self.begin(await self.order(units))
        await self.act(payment, "pay")
        await self.until_payment(payment, "captured")
        return payment

    async def act(self, payment: dict[str, Any], act: Any) -> None:
        """Do at the gateway what a shopper does."""
        self.sandbox.act(await self.ref(payment), act)

    async def ref(self, payment: dict[str, Any]) -> str:
        return await self.fetch(
            "SELECT gateway_ref FROM payment WHERE payment_id = $1", payment["payment_id"]
        )

    async def fetch(self, sql: str, *values: object) -> Any:
        async with transaction(self.database, self.context) as tx:
            return await tx.connection.fetchval(sql, *values)

    async def payment(self, payment: dict[str, Any]) -> dict[str, Any]:
        return (await self.ask("GET", f"/payments/{payment['payment_id']}")).json()

    async def refunds(self, payment: dict[str, Any]) -> list[dict[str, Any]]:
        listed = await self.ask("GET", f"/payments/{payment['payment_id']}/refunds")
        return listed.json()["items"]

    async def order_now(self, order_id: str) -> dict[str, Any]:
        return (await self.ask("GET", f"/orders/{order_id}")).json()

    async def until_payment(self, payment: dict[str, Any], state: str) -> dict[str, Any]:
        async def holds() -> bool:
            return (await self.payment(payment))["state"] == state

        await until(holds)
        return await self.payment(payment)

    async def poll(self) -> None:
        """Have everything looked after that is to be looked after later."""
        await self.fetch("UPDATE job SET run_at = now() WHERE kind LIKE 'payments.%'")
        self.database.signals.emit({"jobs"})

    async def events(self, kind: str) -> int:
        return await self.fetch("SELECT count(*) FROM event WHERE type = $1", kind)


@asynccontextmanager
async def open_counter(
    app: App, database: Database, gateway: str = "stripe", **conduct: Any
) -> AsyncGenerator[Counter]:
    """Open a merchant's shop with an account at the sandbox, whose webhooks come in at `app`."""
    merchant = await given_merchant(app, database)
    account = Account(
        gateway=gateway,  # type: ignore[arg-type]
        public_key=f"key_{secrets.token_hex(8)}",
        secret_key=f"sk_{secrets.token_hex(8)}",
        webhook_secret=f"whsec_{secrets.token_hex(8)}",
        conduct=Conduct(**conduct),
    )
    async with bridged(app) as address, open_sandbox(account) as sandbox:
        counter = await _opened(merchant, database, sandbox, account)
        org, account_id = counter.context.org_id, counter.account["account_id"]
        account.webhook_url = f"{address}/api/v1/gateways/{org}/{account_id}/webhook"
        yield counter
    await merchant.client.aclose()


async def _opened(
    merchant: Merchant, database: Database, sandbox: Sandbox, account: Account
) -> Counter:
    me = (await merchant.client.get("/me")).json()
    context = Context(me["org_id"], Actor("member", new_id()), "test", datetime.now(UTC))
    async with transaction(database, context) as tx:
        shop = await given_selling_shop(tx)
        variant = await shop.product(free=100_000, price_minor=300)
    async with platform_transaction(database) as platform:
        await platform.connection.execute(
            "INSERT INTO directory_store VALUES ($1, $2, $3, 'active')",
            f"s-{shop.store}", context.org_id, shop.store,
        )  # fmt: skip
    body = {
        "gateway": account.gateway,
        "name": "Cards",
        "public_key": account.public_key,
        "secret_key": account.secret_key,
        "webhook_secrets": [account.webhook_secret],
        "api_url": sandbox.url,
    }
    made = await merchant.client.post("/gateway-accounts", json=body)
    assert made.status_code == 201, made.text
    return Counter(
        merchant, database, context, sandbox, account, made.json(), str(shop.store), str(variant)
    )


@asynccontextmanager
async def bridged(app: App) -> AsyncGenerator[str]:
    """Give the application an address on this machine, for webhooks to come in."""
    inside = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")

    async def passed_on(request: web.Request) -> web.Response:
        answer = await inside.request(
            request.method,
            request.path,
            content=await request.read(),
            headers={name: value for name, value in request.headers.items() if name != "Host"},
        )
        return web.Response(status=answer.status_code, body=answer.content)

    server = web.Application()
    server.router.add_route("*", "/{tail:.*}", passed_on)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await inside.aclose()
