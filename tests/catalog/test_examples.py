"""What the API's description shows can be sent as it stands."""

import httpx
import pytest

from galleria.base.bulk import Bulk
from galleria.base.examples import example_of
from galleria.catalog.attributes.rows import NewAttribute
from galleria.catalog.categories.rows import CategoryPatch, NewCategory
from galleria.catalog.products.rows import NewProduct, ProductPatch
from tests.catalog.test_routes import client, store

__all__ = ["client", "store"]


@pytest.fixture
async def catalog(client: httpx.AsyncClient) -> str:
    body = {"name": "Menu", "kind": "manual", "currency": "EUR"}
    return f"/catalogs/{(await client.post('/catalogs', json=body)).json()['catalog_id']}"


@pytest.mark.parametrize(
    ("things", "new", "changed"),
    [("products", NewProduct, ProductPatch), ("categories", NewCategory, CategoryPatch)],
)
async def test_the_examples_of_making_and_changing_are_accepted(
    client: httpx.AsyncClient, catalog: str, things: str, new: type, changed: type
) -> None:
    made = await client.post(f"{catalog}/{things}", json=example_of(Bulk[new]))
    assert made.json()["counts"]["created"] == 1
    place = f"{catalog}/{things}/{made.json()['rows'][0]['id']}"
    answer = await client.patch(place, json=example_of(changed), headers={"if-match": '"1"'})
    assert answer.status_code == 200


async def test_the_example_of_a_product_has_variants(
    client: httpx.AsyncClient, catalog: str
) -> None:
    made = await client.post(f"{catalog}/products", json=example_of(Bulk[NewProduct]))
    product = await client.get(f"{catalog}/products/{made.json()['rows'][0]['id']}")
    assert len(product.json()["variants"]) == 6


async def test_the_example_of_an_attribute_is_accepted(client: httpx.AsyncClient) -> None:
    answer = await client.post("/attributes", json=example_of(NewAttribute))
    assert answer.status_code == 201
