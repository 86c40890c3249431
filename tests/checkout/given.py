"""What a test of carts starts from: a shop with a shelf, asked over HTTP, and a cart in it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct, structs

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import Tx, platform_transaction, transaction
from tests.conftest import given_organization
from tests.selling import SellingShop, given_selling_shop

BERLIN = {
    "country": "DE", "name": "Ada", "line1": "Torstr. 1", "city": "Berlin", "postcode": "10119",
}  # fmt: skip


class Stall(Struct, frozen=True):
    """A shop whose every change is committed; `client` asks as a shopper."""

    database: Database
    context: Context
    shop: SellingShop
    slug: str
    client: httpx.AsyncClient

    @asynccontextmanager
    async def inside(self) -> AsyncGenerator[SellingShop]:
        async with transaction(self.database, self.context) as tx:
            yield structs.replace(self.shop, tx=tx)

    @property
    def shopper(self) -> Context:
        return structs.replace(self.context, store_id=self.shop.store, permissions=frozenset())

    async def product(self, name: str = "Tea", **more: Any) -> str:
        """Make a product; its variant's id."""
        async with self.inside() as shop:
            return str(await shop.product(name, **more))

    async def run(self, sql: str, *values: object) -> Any:
        async with self.inside() as shop:
            return await shop.tx.connection.fetchval(sql, *values)

    async def ask(
        self, method: str, path: str, body: object = None, token: str | None = None, **headers: str
    ) -> httpx.Response:
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        given = {} if body is None else {"json": body}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        path = f"/api/v1/shops/{self.slug}{path}"
        return await self.client.request(method, path, headers=named, **given)  # type: ignore[arg-type]

    async def cart(self, *lines: dict[str, Any], token: str | None = None, **more: Any) -> str:
        """Open a cart with these lines; what its address ends with."""
        made = await self.ask("POST", "/carts", token=token)
        assert made.status_code == 201, made.text
        cart = made.json()["cart"]
        if lines:
            put = await self.ask("PUT", f"/carts/{cart}/lines", {"lines": lines}, token=token)
            assert put.status_code == 200, put.text
        if more:
            put = await self.ask("PATCH", f"/carts/{cart}", more, token=token)
            assert put.status_code == 200, put.text
        return cart

    async def ready(self, *lines: dict[str, Any], **more: Any) -> str:
        """Open a cart that only needs to be checked out."""
        return await self.cart(*lines, customer_email="ada@example.com", **more)

    async def check_out(
        self, cart: str, *, method: str = "manual", token: str | None = None, **more: Any
    ) -> httpx.Response:
        """Quote the cart and check it out."""
        quoted = await self.ask("GET", f"/carts/{cart}/quote", token=token)
        assert quoted.status_code == 200, quoted.text
        body = {
            "expected_total_minor": quoted.json()["expected_total_minor"],
            "quote": quoted.json()["quote"],
            "payment": {"method": method},
            **more,
        }
        return await self.ask("POST", f"/carts/{cart}/checkout", body, token=token)


async def given_stall(database: Database, client: httpx.AsyncClient) -> Stall:
    context = await given_organization(database)
    async with transaction(database, context) as tx:
        shop = await given_selling_shop(tx)
        slug = f"s-{shop.store}"
    async with platform_transaction(database) as platform:
        await platform.connection.execute(
            "INSERT INTO directory_store VALUES ($1, $2, $3, 'active')",
            slug, context.org_id, shop.store,
        )  # fmt: skip
    return Stall(database, context, shop, slug, client)


async def given_customer(stall: Stall, email: str = "ada@example.com") -> tuple[UUID, str]:
    """A verified customer, and their token."""
    customer_id = new_id()
    await stall.run(
        """INSERT INTO customer (org_id, customer_id, email, email_verified_at, name, password_hash,
                                 created_at, updated_at)
           VALUES ($1, $2, $3, now(), 'Ada', $4, now(), now())""",
        stall.context.org_id, customer_id, email, HASH,
    )  # fmt: skip
    answer = await stall.ask("POST", "/customers/login", {"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return customer_id, answer.json()["token"]


PASSWORD = "a long sentence is best"
# Of PASSWORD, weakly, so that many tests can sign in.
HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$RWBcEVj7z6+0Ib2MFZObEw$lVQmwKGKQmxPusgWe9cZpYqS4wJ28s4f/REWSIMDuOU"
)


def tx_of(tx: Tx, stall: Stall) -> Tx:
    """Return the transaction as the shopper's."""
    return structs.replace(tx, context=stall.shopper)
