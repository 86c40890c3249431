"""Changes by filter as clients send them."""

from typing import Any

import httpx
import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import transaction
from tests.catalog.given import given_catalog, given_product
from tests.catalog.given_by_filter import OFF_TEN, given_thousands, prices
from tests.catalog.test_routes import client, store

__all__ = ["client", "store"]


@pytest.fixture
async def catalog(database: Database, context: Context) -> str:
    async with transaction(database, context) as tx:
        catalog_id = await given_catalog(tx)
        await given_product(tx, catalog_id, price_minor=1_000)
    return f"/catalogs/{catalog_id}"


def body(**more: Any) -> dict[str, Any]:
    return {"filter": {"status": "active"}, "change": {"price": OFF_TEN}, **more}


async def test_few_are_changed_at_once(client: httpx.AsyncClient, catalog: str) -> None:
    answer = await client.post(f"{catalog}/products/change-by-filter", json=body())
    told = answer.json()
    assert (answer.status_code, told["state"], told["changed"]) == (200, "completed", 1)
    listed = (await client.get(f"{catalog}/product-changes")).json()["items"]
    assert [one["event_id"] for one in listed] == [told["event_id"]]
    one = (await client.get(f"{catalog}/product-changes/{told['event_id']}")).json()
    assert one["change"]["price"] == {**OFF_TEN, "currency": "EUR"}
    assert one["sample"] == told["sample"]


async def test_many_are_accepted(
    client: httpx.AsyncClient, database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        catalog_id = await given_catalog(tx)
        await given_thousands(tx, catalog_id, 1_001)
    address = f"/catalogs/{catalog_id}/products/change-by-filter"
    answer = await client.post(address, json=body())
    told = answer.json()
    assert (answer.status_code, told["state"]) == (202, "waiting")
    assert answer.headers["location"] == told["status_url"] == f"/api/v1/jobs/{told['job_id']}"
    dry = await client.post(address, json=body(dry_run=True))
    assert (dry.status_code, dry.json()["state"]) == (200, "planned")


async def test_the_same_key_has_one_effect(
    client: httpx.AsyncClient, catalog: str, database: Database, context: Context
) -> None:
    address = f"{catalog}/products/change-by-filter"
    first, again = [
        await client.post(address, json=body(), headers={"idempotency-key": "sale"})
        for _ in range(2)
    ]
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    async with transaction(database, context) as tx:
        assert await prices(tx) == [899]


async def test_undone_over_http(client: httpx.AsyncClient, catalog: str) -> None:
    done = await client.post(f"{catalog}/products/change-by-filter", json=body())
    address = f"{catalog}/product-changes/{done.json()['event_id']}/undo"
    undo = await client.post(address, json={})
    assert (undo.status_code, undo.json()["changed"]) == (200, 1)
    missing = await client.post(f"{catalog}/product-changes/{'0' * 32}/undo", json={})
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"filter": {"colour": 1}, "change": {"brand": "A"}}, "/filter/colour"),
        ({"filter": {}, "change": {"price": {"percent": "-1%"}}}, "/change/price/percent"),
        ({"filter": {}, "change": {}}, "/change"),
        ({"change": {"brand": "A"}}, "/filter"),
    ],
)
async def test_wrong_fields_are_named(
    client: httpx.AsyncClient, catalog: str, sent: dict[str, Any], pointer: str
) -> None:
    answer = await client.post(f"{catalog}/products/change-by-filter", json=sent)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
