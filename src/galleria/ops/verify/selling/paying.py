"""Shoppers at the gateway's page: they pay, are declined or come late; its webhooks misbehave."""

import asyncio
import secrets
from contextlib import suppress
from random import Random

from galleria.ops.sandbox import Account, Conduct, Sandbox
from galleria.ops.sandbox.payable import NotNow
from galleria.ops.verify.selling.door import Door
from galleria.ops.verify.selling.world import Shop

# Some come when what they pay for is held no more.
LATE_S = 3.5


class Payers:
    """All who are at the page of one shop's gateway."""

    def __init__(self, sandbox: Sandbox, account: Account, seed: str) -> None:
        self._sandbox = sandbox
        self._account = account
        self._dice = Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, address: str) -> None:
        """Have a shopper come to that page, by and by."""
        task = asyncio.create_task(self._visit(address.rpartition("/")[2]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def leave(self) -> None:
        """Wait until all have been there and every webhook was sent."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))
        await self._sandbox.webhooks.settled()

    async def _visit(self, ref: str) -> None:
        dice = self._dice
        await asyncio.sleep(dice.choice((0.0, 0.1, 0.5, 1.5, LATE_S)))
        self._account.conduct = Conduct(
            webhooks=dice.choice(("in_order", "in_order", "reversed", "lost")),
            copies=dice.choice((1, 1, 2, 3)),
            webhook_delay_ms=dice.choice((0, 0, 300, 2_000)),
        )
        with suppress(NotNow):
            self._sandbox.act(ref, dice.choice(("pay", "pay", "pay", "decline")))


async def open_payers(sandbox: Sandbox, door: Door, shop: Shop, *, port: int, seed: str) -> Payers:
    """Give a shop an account at the sandbox, which tells one of our processes by webhooks."""
    key = secrets.token_hex(8)
    account = Account(
        gateway="stripe",
        public_key=f"pk_test_{key}",
        secret_key=f"sk_test_{key}",
        webhook_secret=f"whsec_{key}",
    )
    sandbox.add(account)
    body = {
        "gateway": "stripe",
        "name": "Sandbox",
        "secret_key": account.secret_key,
        "webhook_secrets": [account.webhook_secret],
        "api_url": sandbox.url,
    }
    made = await door.made(shop.token, "/gateway-accounts", body)
    inbox = f"/api/v1/gateways/{shop.org_id}/{made['account_id']}/webhook"
    account.webhook_url = f"http://127.0.0.1:{port}{inbox}"
    return Payers(sandbox, account, seed)
