"""Attributes, translations, copies and history as clients send them."""

import httpx
import pytest

from tests.catalog.test_routes import client, errors, given, store

__all__ = ["client", "store"]

WOOD = {"key": "wood", "name": "Wood", "kind": "choice", "choices": ["Oak"]}


@pytest.fixture
async def catalog(client: httpx.AsyncClient) -> str:
    body = {"name": "Menu", "kind": "manual", "currency": "EUR"}
    return f"/catalogs/{(await client.post('/catalogs', json=body)).json()['catalog_id']}"


@pytest.fixture
async def product(client: httpx.AsyncClient, catalog: str) -> str:
    made = await given(client, f"{catalog}/products", name="Tea", price_minor=300)
    return f"{catalog}/products/{made}"


async def test_an_attribute_is_defined_changed_and_deleted(client: httpx.AsyncClient) -> None:
    made = await client.post("/attributes", json=WOOD)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    address = f"/attributes/{made.json()['attribute_id']}"
    assert (await client.patch(address, json={"name": "Timber"})).status_code == 428
    known = {"if-match": '"1"'}
    changed = await client.patch(address, json={"name": "Timber"}, headers=known)
    assert (changed.status_code, changed.json()["name"]) == (200, "Timber")
    assert (await client.delete(address, headers=known)).status_code == 412
    assert (await client.delete(address, headers={"if-match": '"2"'})).status_code == 204
    assert (await client.get("/attributes")).json()["items"] == []


async def test_an_attributes_kind_and_key_never_change(client: httpx.AsyncClient) -> None:
    made = (await client.post("/attributes", json=WOOD)).json()
    address = f"/attributes/{made['attribute_id']}"
    body = {"kind": "text", "key": "timber"}
    answer = await client.patch(address, json=body, headers={"if-match": '"1"'})
    assert errors(answer) == {"/kind": "unknown_field", "/key": "unknown_field"}


async def test_what_products_have_is_in_use(client: httpx.AsyncClient, catalog: str) -> None:
    made = (await client.post("/attributes", json=WOOD)).json()
    row = {"name": "Tea", "price_minor": 1, "attributes": {"wood": "Oak"}}
    await given(client, f"{catalog}/products", **row)
    address = f"/attributes/{made['attribute_id']}"
    answer = await client.delete(address, headers={"if-match": '"1"'})
    told = answer.json()
    assert (answer.status_code, told["code"], told["facts"]["products"]) == (
        409,
        "attribute_in_use",
        1,
    )


async def test_attributes_are_held_to_their_definitions(
    client: httpx.AsyncClient, catalog: str
) -> None:
    await client.post("/attributes", json=WOOD)
    row = {"name": "Tea", "price_minor": 1, "attributes": {"wood": "Pine"}}
    answer = await client.post(f"{catalog}/products", json={"rows": [row]})
    assert errors(answer) == {"/rows/0/attributes/wood": "choice"}


async def test_a_translation_is_put_read_and_deleted(
    client: httpx.AsyncClient, product: str
) -> None:
    address = f"{product}/translations/de"
    said = await client.put(address, json={"name": "Tee"})
    assert (said.status_code, said.json()["slug"]) == (200, "tee")
    assert (await client.get(address)).json() == said.json()
    assert (await client.get(f"{product}/translations")).json() == {"items": [said.json()]}
    assert (await client.delete(address)).status_code == 204
    assert (await client.get(address)).status_code == 404


async def test_no_locale_is_not_there_and_too_much_is_refused(
    client: httpx.AsyncClient, product: str
) -> None:
    nowhere = await client.put(f"{product}/translations/DE", json={"name": "Tee"})
    assert nowhere.status_code == 404
    body = {"name": "x" * 301, "colour": "red"}
    answer = await client.put(f"{product}/translations/de", json=body)
    assert errors(answer) == {"/name": "length", "/colour": "unknown_field"}


async def test_many_translations_are_answered_row_by_row(
    client: httpx.AsyncClient, catalog: str, product: str
) -> None:
    product_id = product.rpartition("/")[2]
    rows = [
        {"product_id": product_id, "locale": "de", "name": "Tee"},
        {"product_id": product_id, "locale": "klingon", "name": "Tee"},
    ]
    address = f"{catalog}/product-translations"
    assert errors(await client.patch(address, json={"rows": rows})) == {
        "/rows/1/locale": "unknown_locale"
    }
    done = await client.patch(f"{address}?partial=true", json={"rows": rows})
    assert [row["status"] for row in done.json()["rows"]] == ["created", "refused"]


async def test_a_copy_is_made_once_under_one_key(client: httpx.AsyncClient, product: str) -> None:
    key = {"idempotency-key": "copy-1"}
    first, again = [
        await client.post(f"{product}/duplicate", json={}, headers=key) for _ in range(2)
    ]
    assert (first.status_code, first.headers["etag"]) == (201, '"1"')
    assert (first.json()["status"], first.json()["name"]) == ("draft", "Tea (copy)")
    assert again.content == first.content


async def test_a_copy_needs_no_body_and_one_of_another_kind_is_refused(
    client: httpx.AsyncClient, product: str
) -> None:
    made = await client.post(f"{product}/duplicate")
    assert (made.status_code, made.json()["name"]) == (201, "Tea (copy)")
    assert (await client.post(f"{product}/duplicate", data={"name": "x"})).status_code == 415
    assert (await client.patch(product, headers={"if-match": '"1"'})).status_code == 415


async def test_what_never_was_a_product_has_no_history(
    client: httpx.AsyncClient, catalog: str, product: str
) -> None:
    of_the_catalog = catalog.rpartition("/")[2]
    assert (await client.get(f"{catalog}/products/{of_the_catalog}/history")).status_code == 404
    body = {"name": "B", "kind": "manual", "currency": "EUR"}
    other = (await client.post("/catalogs", json=body)).json()
    of_another = product.replace(of_the_catalog, other["catalog_id"])
    assert (await client.get(f"{of_another}/history")).status_code == 404


async def test_history_is_paged_and_outlives_the_product(
    client: httpx.AsyncClient, product: str
) -> None:
    await client.delete(product, headers={"if-match": '"1"'})
    page = (await client.get(f"{product}/history?limit=1")).json()
    assert [item["type"] for item in page["items"]] == ["product.deleted"]
    rest = await client.get(f"{product}/history?cursor={page['next_cursor']}")
    assert rest.json()["items"][-1]["type"] == "product.created"
