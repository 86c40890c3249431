"""The sandbox itself: its accounts, what each of them has, and how it misbehaves."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from msgspec import Struct

from galleria.ops.sandbox.accounts import Account, Accounts
from galleria.ops.sandbox.faults import Faults
from galleria.ops.sandbox.later import Later
from galleria.ops.sandbox.payable import Act, NotNow, Onward, Page, Payable
from galleria.ops.sandbox.razorpay_api import RazorpayApi
from galleria.ops.sandbox.razorpay_book import RazorpayBook
from galleria.ops.sandbox.razorpay_page import RazorpayPage
from galleria.ops.sandbox.stripe_api import StripeApi
from galleria.ops.sandbox.stripe_book import StripeBook
from galleria.ops.sandbox.stripe_page import StripePage
from galleria.ops.sandbox.webhooks import Webhooks

# A call that is never answered must not hold up the end.
STOP_WAIT_S = 0.5


class Side(Struct, frozen=True):
    """An account's API, and its pay pages."""

    api: StripeApi | RazorpayApi
    page: Page


class Sandbox:
    """Everything there is of the gateways. `url` is where its API and pages are."""

    def __init__(self, webhooks: Webhooks) -> None:
        self.url = ""
        self.accounts = Accounts()
        self.faults = Faults()
        self.webhooks = webhooks
        self.later = Later()
        self._sides: dict[tuple[str, str], Side] = {}

    def add(self, account: Account) -> Account:
        """Take in an account, or change one, whose payments stay; of the demo's, too."""
        known = self._sides.get((account.gateway, account.public_key))
        if known is not None:
            account.account_ref = known.page.account.account_ref
            self._change(known.page.account, account)
            return known.page.account
        self.accounts.keep(account)
        self._sides[account.gateway, account.public_key] = self._side(account)
        return account

    def side(self, account: Account) -> Side:
        """Return what an account has."""
        return self._sides[account.gateway, account.public_key]

    def payables(self, limit: int) -> list[Payable]:
        """Return the latest payments of all accounts, the newest first."""
        found = [it for side in self._sides.values() for it in side.page.payables()]
        return sorted(found, key=lambda it: it.created, reverse=True)[:limit]

    def page_of(self, ref: str) -> Page | None:
        """Return where a payment of that name can be paid."""
        pages = (side.page for side in self._sides.values())
        return next((page for page in pages if page.payable(ref) is not None), None)

    def act(self, ref: str, act: Act) -> Onward:
        """Do what the shopper or the control wants; NotNow when it cannot be done (any more)."""
        page = self.page_of(ref)
        if page is None:
            raise NotNow
        return page.act(ref, act)

    def end_refund(self, ref: str, *, is_paid_out: bool) -> bool:
        """Let a pending refund succeed or fail; false when there is none."""
        pages = (side.page for side in self._sides.values())
        return any(page.end_refund(ref, is_paid_out=is_paid_out) for page in pages)

    async def close(self) -> None:
        """Stop what is under way."""
        self.later.close()
        await self.webhooks.close()

    def _side(self, account: Account) -> Side:
        if account.gateway == "stripe":
            book = StripeBook(account, self.webhooks, self.later)
            return Side(StripeApi(book), StripePage(book))
        of_razorpay = RazorpayBook(account, self.webhooks, self.later)
        return Side(RazorpayApi(of_razorpay), RazorpayPage(of_razorpay))

    def _change(self, known: Account, wanted: Account) -> None:
        for name in Account.__struct_fields__:
            setattr(known, name, getattr(wanted, name))


@asynccontextmanager
async def open_sandbox(
    *accounts: Account, host: str = "127.0.0.1", port: int = 0
) -> AsyncGenerator[Sandbox]:
    """Serve a sandbox on this machine while inside; port 0 is any that is free."""
    from galleria.ops.sandbox.web import application

    async with aiohttp.ClientSession() as session:
        sandbox = Sandbox(Webhooks(session))
        for account in accounts:
            sandbox.add(account)
        runner = web.AppRunner(application(sandbox), access_log=None, shutdown_timeout=STOP_WAIT_S)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        await site.start()
        sandbox.url = f"http://{host}:{_port(runner)}"
        try:
            yield sandbox
        finally:
            await sandbox.close()
            await asyncio.shield(runner.cleanup())


def _port(runner: web.AppRunner) -> int:
    (address, *_) = runner.addresses
    return int(address[1])
