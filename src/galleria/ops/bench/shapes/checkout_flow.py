"""32 shoppers, from the empty cart to the paid order, beside orders placed in one call each."""

import random
from contextlib import AsyncExitStack, ExitStack

import uvloop
from msgspec import Struct
from msgspec.structs import replace

from galleria.base.config import Settings
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.busy import Round, busy
from galleria.ops.bench.client import HttpClient, as_json, http_client
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.organization import token_of
from galleria.ops.bench.selling.audit import books_of
from galleria.ops.bench.selling.buyers import Told, bought, stand_of
from galleria.ops.bench.selling.shop import SellingShop, open_shop
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.bench.shapes.checkout_flow_shopper import (
    REQUESTS,
    SHIPPING,
    Flow,
    gateway_account,
)
from galleria.ops.database import migration_url
from galleria.ops.migrator import administrator
from galleria.ops.sandbox import open_sandbox

PRODUCTS = 1_000
SHOPPERS = 32
RATIO_MIN = 0.5

PAID = """
SELECT
    (SELECT count(*) FROM payment WHERE org_id = $1 AND state = 'captured'),
    (SELECT count(DISTINCT order_id) FROM payment WHERE org_id = $1 AND state = 'captured'),
    (SELECT count(*) FROM orders WHERE org_id = $1 AND state = 'paid' AND paid_minor = total_minor),
    (SELECT count(*) FROM event WHERE org_id = $1 AND type = 'order.paid'),
    (SELECT count(*) FROM stock WHERE org_id = $1 AND held = 0)
"""


class _Account(Struct):
    account_id: str


def run(bench: Bench) -> Outcome:
    """Serve a shop whose gateway is the sandbox in this process."""
    settings = replace(bench.settings, allow_private_targets=True)
    with ExitStack() as stack:
        port = stack.enter_context(served(settings, with_worker=False))
        return uvloop.run(_measured(bench, port))


async def _measured(bench: Bench, port: int) -> Outcome:
    shop = await open_shop(bench.settings, products=PRODUCTS, say=bench.say)
    account = gateway_account()
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(open_sandbox(account))
        async with http_client(port) as anonymous:
            token = await token_of(shop.stall.merchant, anonymous)
        async with http_client(port, token=token) as merchant:
            account_id = await _opened_account(
                merchant, shop, sandbox.url, account.secret_key, account.webhook_secret
            )
        inbox = f"/api/v1/gateways/{shop.org_id}/{account_id}/webhook"
        account.webhook_url = f"http://127.0.0.1:{port}{inbox}"
        clients = [await stack.enter_async_context(http_client(port)) for _ in range(SHOPPERS)]
        sides = _Sides(bench, port, shop, token, Flow(shop.stall.store_slug, sandbox), clients)
        outcome = await sides.measured()
        await sandbox.webhooks.settled()
    counts = await _counts(bench.settings, shop, sides)
    return Outcome(outcome, Audit(counts), sides.notes())


class _Sides:
    def __init__(  # noqa: PLR0913  # house: what one run has
        self,
        bench: Bench,
        port: int,
        shop: SellingShop,
        token: str,
        flow: Flow,
        clients: list[HttpClient],
    ) -> None:
        self._bench, self._port, self._shop = bench, port, shop
        self._stand = stand_of(shop, token, items=PRODUCTS)
        self._clients = clients
        self._chance = random.Random(32)
        self.flow = flow
        self.told = Told()

    async def measured(self) -> list[Measure]:
        """Measure both in pairs, after a round of each that warms up."""
        await self._flows(0)
        await self._one_call(0)
        flows, orders = await interleaved(self._bench.pairs, self._flows, self._one_call)
        per_flow = Measure(
            name="carts paid",
            unit="/s",
            figures=[it.per_second for it in flows],
            limits=[it.per_second / REQUESTS for it in orders],
            limit_name=f"one-call orders ÷ {REQUESTS} requests",
            more_is_better=True,
            ratio_min=RATIO_MIN,
        )
        slowest = Measure(name="a whole flow, p99", unit="ms", figures=[it.p99_ms for it in flows])
        return [per_flow, slowest]

    def notes(self) -> list[str]:
        """Say what a flow was made of."""
        looks = self.flow.looks / max(1, self.flow.paid)
        return [
            f"a flow is {REQUESTS} requests: the shopper's and the gateway's webhooks; the order "
            f"was looked at {looks:.1f} times until it was paid",
        ]

    async def _flows(self, _number: int) -> Round:
        async def shopper(client: int, _turn: int) -> None:
            await self.flow.buy(self._clients[client], self._chance.choice(self._shop.variants))

        return await busy(shopper, clients=SHOPPERS, seconds=self._bench.pair_s)

    async def _one_call(self, _number: int) -> Round:
        seconds = self._bench.pair_s
        return await bought(self._port, [self._stand], lines=1, seconds=seconds, told=self.told)


async def _opened_account(
    merchant: HttpClient, shop: SellingShop, api_url: str, key: str, webhook_secret: str
) -> str:
    store = f"/api/v1/stores/{shop.stall.store_id}"
    method = {"code": SHIPPING, "name": "By post", "price_minor": 495}
    (await merchant.post(f"{store}/shipping-methods", as_json(method))).json(dict, status=201)
    body = {
        "gateway": "stripe",
        "name": "Sandbox",
        "secret_key": key,
        "webhook_secrets": [webhook_secret],
        "api_url": api_url,
    }
    made = await merchant.post("/api/v1/gateway-accounts", as_json(body))
    return made.json(_Account, status=201).account_id


async def _counts(settings: Settings, shop: SellingShop, sides: _Sides) -> list[Count]:
    books = await books_of(settings, [shop.org_id])
    async with administrator(migration_url(settings)) as connection:
        row = await connection.fetchrow(PAID, shop.org_id)
        assert row is not None
        payments, paid_once, paid_orders, events, unheld = row
    paid, placed = sides.flow.paid, sides.flow.paid + sides.told.placed
    return [
        Count("orders", books.orders, placed),
        Count("orders numbered without a gap", books.numbered_orders, placed),
        Count("units that left", books.sold_units, placed),
        Count("counters that equal their ledger", books.agreeing_rows, books.stock_rows),
        Count("payments", payments, paid),
        Count("orders paid once", paid_once, paid),
        Count("orders paid whole", paid_orders, paid),
        Count("events of paid orders", events, paid),
        Count("counters without a hold", unheld, books.stock_rows),
    ]


CHECKOUT_FLOW = Shape(
    name="checkout-flow",
    story=f"{SHOPPERS} shoppers: cart, lines, address, shipping, checkout, payment, paid order",
    budget=f"≥ {RATIO_MIN} × one-call orders ÷ {REQUESTS} requests of a flow",
    needs_database=True,
    run=run,
)
