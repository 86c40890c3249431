"""A cart's order is paid at a gateway: once, after a decline again, when the gateway says so."""

import asyncio
from typing import Any

import httpx
import pytest

from galleria.base.database import Database
from galleria.base.shell import App
from tests.checkout.given import Stall
from tests.engine.working import until
from tests.journeys.conftest import shopper
from tests.payments.conftest import app
from tests.payments.counter import Counter, open_counter

__all__ = ["app", "shopper"]


class Paying:
    """A counter whose shop is asked by shoppers."""

    def __init__(self, counter: Counter, stall: Stall) -> None:
        self.counter, self.stall = counter, stall

    async def ordered(self) -> tuple[str, dict[str, Any]]:
        """Order two with the gateway; the cart, and the answer."""
        cart = await self.stall.ready({"variant_id": self.counter.variant, "units": 2})
        answer = await self.stall.check_out(cart, method="gateway")
        assert answer.status_code == 201, answer.text
        return cart, answer.json()

    async def seen(self, cart: str) -> dict[str, Any]:
        return (await self.stall.ask("GET", f"/carts/{cart}/order")).json()

    async def until_seen(self, cart: str, payment_state: str) -> None:
        async def holds() -> bool:
            return (await self.seen(cart))["order"]["payment_state"] == payment_state

        await until(holds)


@pytest.fixture
async def paying(app: App, database: Database, shopper: httpx.AsyncClient) -> Any:
    async with open_counter(app, database) as counter:
        slug = f"s-{counter.store_id}"
        stall = Stall(database, counter.context, None, slug, shopper)  # type: ignore[arg-type]
        yield Paying(counter, stall)


async def test_a_guest_pays_and_sees_it_in_the_carts_order(paying: Paying) -> None:
    cart, bought = await paying.ordered()
    assert bought["order"]["state"] == "pending"
    assert bought["payment"]["action"]["url"].startswith(paying.counter.sandbox.url)
    await paying.counter.act(bought["payment"], "pay")
    await paying.until_seen(cart, "paid")
    seen = await paying.seen(cart)
    assert (seen["order"]["state"], seen["payment"]["state"]) == ("paid", "captured")
    assert seen["payment"]["refunded_minor"] == 0


async def test_two_tabs_pay_the_same_payment(paying: Paying) -> None:
    cart, bought = await paying.ordered()
    answers = await asyncio.gather(
        *(paying.stall.ask("POST", f"/carts/{cart}/payments", {}) for _ in range(3))
    )
    assert {answer.status_code for answer in answers} == {201}
    found = {answer.json()["payment"]["payment_id"] for answer in answers}
    assert found == {bought["payment"]["payment_id"]}


async def test_pays_again_after_a_decline(paying: Paying) -> None:
    cart, bought = await paying.ordered()
    await paying.counter.act(bought["payment"], "decline")
    await paying.counter.until_payment(bought["payment"], "failed")
    again = await paying.stall.ask("POST", f"/carts/{cart}/payments", {})
    assert again.status_code == 201, again.text
    assert again.json()["payment"]["payment_id"] != bought["payment"]["payment_id"]
    await paying.counter.act(again.json()["payment"], "pay")
    await paying.until_seen(cart, "paid")
    late = await paying.stall.ask("POST", f"/carts/{cart}/payments", {})
    assert (late.status_code, late.json()["code"]) == (409, "order_not_payable")
