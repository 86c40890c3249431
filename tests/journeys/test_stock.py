"""From the delivery to the last unit sold, over HTTP: what is sold, shown and explained."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from msgspec import Struct

from tests.journeys.conftest import Merchant
from tests.journeys.test_first_shop import a_set_up, a_slug, set_up

KEY = {"idempotency-key": "delivery-1"}


class Cafe(Struct, frozen=True):
    """Two of FW-0 have been delivered, without a word of where."""

    client: httpx.AsyncClient
    slug: str
    store_id: str
    variant_id: str

    async def order(self, units: int) -> httpx.Response:
        body = {"lines": [{"sku": "FW-0", "units": units}]}
        return await self.client.post(f"/stores/{self.store_id}/orders", json=body)

    async def stock(self) -> dict[str, Any]:
        return (await self.client.get(f"/stock/{self.variant_id}")).json()


@pytest.fixture
async def cafe(merchant: Merchant) -> Cafe:
    slug, client = a_slug(), merchant.client
    job = await set_up(client, a_set_up(slug, items=2))
    body = {"rows": [{"sku": "FW-0", "kind": "receive", "units": 2, "reason": "Delivery 1"}]}
    done = await client.post("/stock/movements", json=body, headers=KEY)
    assert done.status_code == 200, done.text
    return Cafe(client, slug, job["result"]["store_id"], done.json()["rows"][0]["id"])


async def within(seconds: float, holds: Callable[[], Awaitable[bool]]) -> None:
    begun = time.monotonic()
    while not await holds():
        assert time.monotonic() - begun < seconds
        await asyncio.sleep(0.02)


async def test_the_last_unit_is_sold_once_and_the_shop_says_so_within_a_second(
    cafe: Cafe, shopper: httpx.AsyncClient
) -> None:
    answers = await asyncio.gather(*(cafe.order(1) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409]

    async def is_told() -> bool:
        path = f"/api/v1/shops/{cafe.slug}/products?in_stock=true"
        names = [it["name"] for it in (await shopper.get(path)).json()["items"]]
        return names == ["Flat white 1"]

    await within(1.5, is_told)
    scan = (await cafe.client.get(f"/stores/{cafe.store_id}/scan/FW-0")).json()
    assert (scan["availability"], scan["free_units"]) == ("out_of_stock", 0)


async def test_a_number_is_explained_by_its_orders(cafe: Cafe) -> None:
    order = (await cafe.order(2)).json()
    (place,) = (await cafe.stock())["locations"]
    path = f"/stock/{cafe.variant_id}/{place['location_id']}/movements"
    sold, received = (await cafe.client.get(path)).json()["items"]
    assert (sold["kind"], sold["units"], sold["balance_units"]) == ("sell", -2, 0)
    assert sold["order_id"] == order["order_id"]
    assert (received["reason"], received["balance_units"]) == ("Delivery 1", 2)


async def test_a_delivery_that_is_sent_twice_comes_once(cafe: Cafe) -> None:
    body = {"rows": [{"sku": "FW-0", "kind": "receive", "units": 2, "reason": "Delivery 1"}]}
    again = await cafe.client.post("/stock/movements", json=body, headers=KEY)
    assert again.headers["idempotent-replayed"] == "true"
    assert (await cafe.stock())["free_units"] == 2


async def test_what_nobody_pays_is_free_again_within_two_seconds(cafe: Cafe) -> None:
    terms = f"/stores/{cafe.store_id}/terms"
    version = (await cafe.client.get(terms)).json()["version"]
    quick = {"payment_hold_s": 1}
    set_ = await cafe.client.patch(terms, json=quick, headers={"if-match": f'"{version}"'})
    assert set_.status_code == 200, set_.text
    body = {"lines": [{"sku": "FW-0", "units": 2}], "payment": "later"}
    order = (await cafe.client.post(f"/stores/{cafe.store_id}/orders", json=body)).json()
    assert (await cafe.stock())["free_units"] == 0

    async def is_free() -> bool:
        return (await cafe.stock())["free_units"] == 2

    await within(1 + 2, is_free)
    late = (await cafe.client.get(f"/orders/{order['order_id']}")).json()
    assert (late["state"], late["cancel_reason"]) == ("cancelled", "payment_expired")


@pytest.mark.parametrize("units", [0, -1, 1.5, 10**12, "2", None])
async def test_no_number_of_units_is_refused(cafe: Cafe, units: object) -> None:
    body = {"rows": [{"sku": "FW-0", "kind": "receive", "units": units}]}
    refused = await cafe.client.post("/stock/movements", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/rows/0/units"


async def test_what_sells_best_is_first_after_a_while(
    cafe: Cafe, shopper: httpx.AsyncClient
) -> None:
    await cafe.order(2)

    async def is_due() -> bool:
        jobs = (await cafe.client.get("/jobs")).json()["items"]
        return any(job["kind"] == "listing.rank_sold" for job in jobs)

    await within(5, is_due)
    path = f"/api/v1/shops/{cafe.slug}/products?sort=best_selling"
    assert len((await shopper.get(path)).json()["items"]) == 2
