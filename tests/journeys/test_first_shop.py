"""The README's promise: a store with its whole menu in one request, served to shoppers at once."""

import asyncio
import secrets
from typing import Any

import httpx

from tests.journeys.conftest import Merchant


def a_set_up(slug: str, *, items: int = 3, **changes: Any) -> dict[str, Any]:
    return {
        "store": {
            "name": "Corner Café",
            "slug": slug,
            "kind": "online",
            "currency": "EUR",
            "locale": "en-GB",
            "time_zone": "Europe/Paris",
        },
        "categories": [
            {"external_key": "hot", "name": "Hot drinks", "parent_external_key": "drinks"},
            {"external_key": "drinks", "name": "Drinks"},
        ],
        "items": [
            {
                "name": f"Flat white {number}",
                "category_external_key": "hot",
                "price_minor": 350,
                "sku": f"FW-{number}",
            }
            for number in range(items)
        ],
        **changes,
    }


def a_slug() -> str:
    return f"cafe-{secrets.token_hex(6)}"


async def finished(client: httpx.AsyncClient, status_url: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            job = (await client.get(status_url.removeprefix("/api/v1"))).json()
            if job["state"] in ("completed", "failed", "cancelled"):
                return job
            await asyncio.sleep(0.02)


async def set_up(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    accepted = await client.post("/store-setups", json=body)
    assert accepted.status_code == 202, accepted.text
    return await finished(client, accepted.json()["status_url"])


async def test_a_store_is_set_up_by_one_request_and_served_to_shoppers(
    merchant: Merchant, shopper: httpx.AsyncClient
) -> None:
    slug = a_slug()
    job = await set_up(merchant.client, a_set_up(slug))
    assert (job["state"], job["result"]["items"]) == ("completed", 3)
    assert job["progress"] == {"done": 5, "total": 5, "note": "done"}
    shop = f"/api/v1/shops/{slug}"
    assert (await shopper.get(shop)).json()["name"] == "Corner Café"
    products = (await shopper.get(f"{shop}/categories/hot-drinks/products")).json()["items"]
    assert [product["name"] for product in products] == [f"Flat white {n}" for n in range(3)]


async def test_shoppers_find_the_store_by_its_domain(
    merchant: Merchant, shopper: httpx.AsyncClient
) -> None:
    slug = a_slug()
    job = await set_up(merchant.client, a_set_up(slug))
    domain = f"{slug}.example.com"
    store_id = job["result"]["store_id"]
    added = await merchant.client.post(f"/stores/{store_id}/domains", json={"domain": domain})
    assert added.status_code == 201
    found = await shopper.get("/api/v1/shop", headers={"host": f"{domain}:8000"})
    assert found.json()["name"] == "Corner Café"
    assert (
        await shopper.get("/api/v1/shop", headers={"host": "nobody.example"})
    ).status_code == 404


async def test_a_shop_is_open_as_soon_as_it_is_opened_and_closed_as_soon_as_it_is_closed(
    merchant: Merchant, shopper: httpx.AsyncClient
) -> None:
    slug = a_slug()
    assert (await shopper.get(f"/api/v1/shops/{slug}")).status_code == 404
    store = (await merchant.client.post("/stores", json=a_set_up(slug)["store"])).json()
    for version, status, answer in ((1, "active", 200), (2, "inactive", 404), (3, "active", 200)):
        await merchant.client.patch(
            f"/stores/{store['store_id']}",
            json={"status": status},
            headers={"if-match": f'"{version}"'},
        )
        assert (await shopper.get(f"/api/v1/shops/{slug}")).status_code == answer


async def test_every_error_is_named_and_nothing_is_written(
    merchant: Merchant, shopper: httpx.AsyncClient
) -> None:
    slug = a_slug()
    body = a_set_up(slug)
    body["store"]["currency"] = "XXX"
    body["categories"][0]["parent_external_key"] = "absent"
    body["items"][0]["price_minor"] = -1
    body["items"][1]["colour"] = "blue"
    refused = await merchant.client.post("/store-setups", json=body)
    assert refused.status_code == 422
    assert {"/items/0/price_minor", "/items/1/colour"} <= {
        error["pointer"] for error in refused.json()["errors"]
    }
    body["items"] = []
    refused = await merchant.client.post("/store-setups", json=body)
    assert {error["pointer"] for error in refused.json()["errors"]} == {
        "/store/currency",
        "/categories/0/parent_external_key",
    }
    assert (await shopper.get(f"/api/v1/shops/{slug}")).status_code == 404
    assert (await merchant.client.get("/stores")).json()["items"] == []


async def test_the_same_request_with_the_same_key_is_the_same_job(merchant: Merchant) -> None:
    body, headers = a_set_up(a_slug()), {"idempotency-key": "set-up-1"}
    first = await merchant.client.post("/store-setups", json=body, headers=headers)
    again = await merchant.client.post("/store-setups", json=body, headers=headers)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    await finished(merchant.client, first.json()["status_url"])
    assert len((await merchant.client.get("/stores")).json()["items"]) == 1


async def test_a_slug_in_use_is_refused_at_once(merchant: Merchant) -> None:
    slug = a_slug()
    await set_up(merchant.client, a_set_up(slug))
    refused = await merchant.client.post("/store-setups", json=a_set_up(slug))
    assert refused.status_code == 422
    assert refused.json()["errors"][0] == {
        "pointer": "/store/slug",
        "code": "taken",
        "detail": f"The slug '{slug}' is in use.",
    }


async def test_progress_is_streamed_until_the_job_is_done(merchant: Merchant) -> None:
    accepted = (await merchant.client.post("/store-setups", json=a_set_up(a_slug()))).json()
    stream = await merchant.client.get(accepted["events_url"].removeprefix("/api/v1"))
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert '"state":"completed"' in stream.text.strip().splitlines()[-1]


async def test_a_large_menu_is_built_whole(merchant: Merchant, shopper: httpx.AsyncClient) -> None:
    slug = a_slug()
    job = await set_up(merchant.client, a_set_up(slug, items=2_500))
    assert (job["state"], job["result"]["items"]) == ("completed", 2_500)


async def test_too_many_items_are_refused(merchant: Merchant) -> None:
    body = a_set_up(a_slug(), items=0)
    body["items"] = [{"name": "x", "price_minor": 1}] * 20_001
    refused = await merchant.client.post("/store-setups", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/items")


async def test_who_may_not_write_stores_may_not_set_one_up(merchant: Merchant) -> None:
    key = await merchant.client.post(
        "/api-keys", json={"name": "reader", "permissions": ["stores:read"]}
    )
    headers = {"authorization": f"Bearer {key.json()['secret']}"}
    refused = await merchant.client.post("/store-setups", json=a_set_up("x"), headers=headers)
    assert refused.status_code == 403


async def test_a_body_larger_than_other_addresses_take_is_welcome_here(
    merchant: Merchant,
) -> None:
    body = a_set_up(a_slug(), items=600)
    for item in body["items"]:
        item["description"] = "d" * 19_000
    assert (await set_up(merchant.client, body))["result"]["items"] == 600
    other = await merchant.client.post("/stores", content=b"x" * 11_000_000)
    assert other.status_code in (413, 415)
