"""What a test of customers starts from: a shop, and somebody who registered in it."""

import secrets

import httpx
from msgspec import Struct

from tests.journeys.conftest import Merchant

PASSWORD = "a long sentence is best"


class Shopfront(Struct, frozen=True):
    """A merchant's open shop, asked by strangers at `client`."""

    merchant: Merchant
    client: httpx.AsyncClient
    slug: str
    store_id: str

    @property
    def root(self) -> str:
        return f"/api/v1/shops/{self.slug}"

    async def ask(
        self, method: str, path: str, body: object = None, token: str | None = None, **headers: str
    ) -> httpx.Response:
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        given = {} if body is None else {"json": body}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, self.root + path, headers=named, **given)  # type: ignore[arg-type]


async def given_shopfront(merchant: Merchant, client: httpx.AsyncClient) -> Shopfront:
    slug = f"s-{secrets.token_hex(6)}"
    made = await merchant.client.post(
        "/stores",
        json={
            "name": "Shop", "slug": slug, "kind": "online", "currency": "EUR", "locale": "en-GB",
            "time_zone": "Europe/London", "status": "active",
        },
    )  # fmt: skip
    assert made.status_code == 201, made.text
    return Shopfront(merchant, client, slug, made.json()["store_id"])


async def registered(shop: Shopfront, email: str, password: str = PASSWORD) -> str:
    """Register, and return the customer's id as staff find it."""
    answer = await shop.ask("POST", "/customers", {"email": email, "password": password})
    assert answer.status_code == 202, answer.text
    found = await shop.merchant.client.get("/customers", params={"q": email})
    return found.json()["items"][0]["customer_id"]


async def link_for(shop: Shopfront, customer_id: str, purpose: str = "verification") -> str:
    answer = await shop.merchant.client.post(
        f"/customers/{customer_id}/links", json={"purpose": purpose}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["link_token"]


async def signed_in(shop: Shopfront, email: str = "ada@example.com") -> str:
    """Register, verify, and return the customer's token."""
    customer_id = await registered(shop, email)
    body = {"token": await link_for(shop, customer_id), "password": PASSWORD}
    answer = await shop.ask("POST", "/customers/verify", body)
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]
