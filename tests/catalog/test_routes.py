"""The HTTP shape of the catalog: what clients send, and what they are told."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.http import errors_of_routing, mount
from galleria.base.identity import Identity
from galleria.base.refusals import Unauthorized
from galleria.base.shell import Shell
from galleria.base.tx import transaction
from galleria.catalog.routes import ROUTES
from galleria.listing.routes import ROUTES as LISTING
from galleria.listing.search.routes import ROUTES as FINDING
from tests.catalog.given import given_store
from tests.edges import an_edge

TEA = {"name": "Tea", "price_minor": 300}


class OneCaller:
    """Everybody with a token is this caller; every shopper is in this store."""

    def __init__(self, context: Context, store_id: UUID) -> None:
        self._caller = Identity(context.org_id, context.tier, context.actor, context.permissions)
        shopper = Actor("shopper")
        self._shopper = Identity(
            context.org_id, context.tier, shopper, frozenset(), store_id=store_id
        )

    async def caller(self, headers: Mapping[str, str]) -> Identity:
        if "authorization" not in headers:
            raise Unauthorized()
        return self._caller

    async def shopper(
        self, host: str, store_slug: str | None, headers: Mapping[str, str]
    ) -> Identity:
        return self._shopper


@pytest.fixture
async def store(database: Database, context: Context) -> UUID:
    async with transaction(database, context) as tx:
        return await given_store(tx)


@pytest.fixture
async def client(
    database: Database, context: Context, store: UUID
) -> AsyncIterator[httpx.AsyncClient]:
    resolver = OneCaller(context, store)
    edge = an_edge(database, resolver)
    app = Litestar(
        mount([*ROUTES, *LISTING, *FINDING], edge),
        openapi_config=None,
        exception_handlers=errors_of_routing(ROUTES, edge.log),
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Shell(app, edge.settings, edge.log)),
        base_url="http://test/api/v1",
        headers={"authorization": "Bearer any"},
    ) as client:
        yield client


@pytest.fixture
async def catalog(client: httpx.AsyncClient) -> str:
    body = {"name": "Menu", "kind": "manual", "currency": "EUR"}
    answer = await client.post("/catalogs", json=body)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    return f"/catalogs/{answer.json()['catalog_id']}"


async def given(client: httpx.AsyncClient, address: str, **row: object) -> str:
    answer = await client.post(address, json={"rows": [row]})
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"][0]["id"]


def errors(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {error["pointer"]: error["code"] for error in answer.json()["errors"]}


async def test_a_menu_is_made_and_shown_to_shoppers(
    client: httpx.AsyncClient, catalog: str, store: UUID
) -> None:
    drinks = await given(client, f"{catalog}/categories", name="Drinks")
    await given(client, f"{catalog}/products", **TEA, category_id=drinks)
    choice = {"catalog_id": catalog.removeprefix("/catalogs/")}
    address = f"/stores/{store}/catalog"
    await client.put(address, json=choice, headers={"if-match": '"0"'})
    del client.headers["authorization"]
    for root in ("/shop", "/shops/any"):
        assert (await client.get(root)).json()["name"] == "Shop"
        tree = (await client.get(f"{root}/categories")).json()
        assert [node["slug"] for node in tree["items"]] == ["drinks"]
        products = (await client.get(f"{root}/categories/drinks/products")).json()
        assert [product["name"] for product in products["items"]] == ["Tea"]
        assert (await client.get(f"{root}/products/tea")).json()["variants"][0]["currency"] == "EUR"


async def test_every_wrong_field_of_every_row_is_named_at_once(
    client: httpx.AsyncClient, catalog: str
) -> None:
    rows = [
        {"name": 3, "price_minor": -1, "colour": "red"},
        {"price_minor": 1.5, "variants": [{"price_minor": "1"}]},
    ]
    assert errors(await client.post(f"{catalog}/products", json={"rows": rows})) == {
        "/rows/0/name": "type",
        "/rows/0/price_minor": "range",
        "/rows/0/colour": "unknown_field",
        "/rows/1/name": "missing",
        "/rows/1/price_minor": "type",
        "/rows/1/variants/0/price_minor": "type",
    }


async def test_what_is_wrong_deep_inside_a_row_is_named_there(
    client: httpx.AsyncClient, catalog: str
) -> None:
    choice = {"key": "Oat milk", "name": "Oat", "price_minor": -1}
    row = {
        **TEA, "modifiers": [{"key": "milk", "name": "Milk", "choices": [choice]}],
        "media": ["/a.jpg"], "seo": {"title": ""}, "bundle": [{"sku": "A", "quantity": 0}],
        "publish_at": "2031-05-01T10:00:00", "kind": "service",
    }  # fmt: skip
    assert errors(await client.post(f"{catalog}/products", json={"rows": [row]})) == {
        "/rows/0/modifiers/0/choices/0/key": "pattern",
        "/rows/0/modifiers/0/choices/0/price_minor": "range",
        "/rows/0/media/0": "type",
        "/rows/0/seo/title": "length",
        "/rows/0/bundle/0/quantity": "range",
        "/rows/0/publish_at": "type",
        "/rows/0/kind": "choice",
    }


async def test_what_a_bundle_has_is_told_when_it_is_to_be_deleted(
    client: httpx.AsyncClient, catalog: str
) -> None:
    tea = await given(client, f"{catalog}/products", **TEA, sku="TEA")
    parts = [{"sku": "TEA", "quantity": 2}]
    fields = {"name": "Box", "price_minor": 900, "kind": "bundle", "bundle": parts}
    box = await given(client, f"{catalog}/products", **fields)
    answer = await client.delete(f"{catalog}/products/{tea}", headers={"if-match": '"1"'})
    said = answer.json()
    assert (answer.status_code, said["code"]) == (409, "in_bundle")
    assert said["facts"] == {"bundle_id": box}
    assert "'Box'" in said["detail"]


async def test_partial_keeps_the_sound_rows(client: httpx.AsyncClient, catalog: str) -> None:
    body = {"rows": [TEA, {"name": 3}, {"name": "Free"}]}
    answer = await client.post(f"{catalog}/products?partial=true", json=body)
    told = answer.json()
    assert [row["status"] for row in told["rows"]] == ["created", "refused", "refused"]
    assert told["rows"][1]["errors"][0]["pointer"] == "/name"
    assert told["counts"]["refused"] == 2


async def test_a_refused_bulk_call_tells_which_rows_and_writes_nothing(
    client: httpx.AsyncClient, catalog: str
) -> None:
    sku = {**TEA, "sku": "one"}
    answer = await client.post(f"{catalog}/products", json={"rows": [sku, sku]})
    assert errors(answer) == {"/rows/1/sku": "taken"}
    assert answer.json()["code"] == "bulk_refused"
    assert answer.json()["facts"]["rows"][0]["index"] == 1
    assert (await client.get(f"{catalog}/products")).json()["items"] == []


@pytest.mark.parametrize(("rows", "status"), [(0, 422), (1_000, 200), (1_001, 422)])
async def test_a_call_takes_one_to_a_thousand_rows(
    client: httpx.AsyncClient, catalog: str, rows: int, status: int
) -> None:
    answer = await client.post(f"{catalog}/products", json={"rows": [TEA] * rows})
    assert answer.status_code == status


async def test_one_product_is_changed_by_whoever_read_it_last(
    client: httpx.AsyncClient, catalog: str
) -> None:
    address = f"{catalog}/products/{await given(client, f'{catalog}/products', **TEA)}"
    assert (await client.patch(address, json={"name": "X"})).status_code == 428
    etag = (await client.get(address)).headers["etag"]
    done = await client.patch(address, json={"price_minor": 1}, headers={"if-match": etag})
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    late = await client.delete(address, headers={"if-match": etag})
    assert (late.status_code, late.json()["facts"]) == (412, {"version": 2})
    assert (await client.delete(address, headers={"if-match": '"2"'})).status_code == 204


async def test_rows_are_deleted_by_delete_and_by_post(
    client: httpx.AsyncClient, catalog: str
) -> None:
    for noun in ("categories", "products"):
        row = TEA if noun == "products" else {"name": "Tea"}
        ids = [await given(client, f"{catalog}/{noun}", **row) for _ in range(2)]
        by_delete = await client.request("DELETE", f"{catalog}/{noun}", json={"ids": ids[:1]})
        by_post = await client.post(f"{catalog}/{noun}/bulk-delete", json={"ids": ids[1:]})
        for answer in (by_delete, by_post):
            assert answer.json()["rows"][0]["status"] == "deleted", answer.text


async def test_a_category_is_moved_with_all_below_it(
    client: httpx.AsyncClient, catalog: str
) -> None:
    top, low = [await given(client, f"{catalog}/categories", name=name) for name in "AB"]
    answer = await client.post(f"{catalog}/categories/{low}/move", json={"parent_id": top})
    assert answer.json()["parent_id"] == top
    back = await client.post(f"{catalog}/categories/{top}/move", json={"parent_id": low})
    assert errors(back) == {"/parent_id": "cycle"}


async def test_a_repeated_key_creates_once(client: httpx.AsyncClient, catalog: str) -> None:
    headers = {"idempotency-key": f'"{uuid4()}"'}
    first, again = [
        await client.post(f"{catalog}/products", json={"rows": [TEA]}, headers=headers)
        for _ in range(2)
    ]
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert len((await client.get(f"{catalog}/products")).json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"rows": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}", b'{"rows": ["\xff"]}'],
    ids=["cut", "deep", "not UTF-8"],
)
async def test_what_is_no_json_is_malformed(
    client: httpx.AsyncClient, catalog: str, body: bytes
) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.post(f"{catalog}/products", content=body, headers=headers)
    assert answer.status_code == 400, answer.text


async def test_free_json_that_is_too_deep_is_refused(
    client: httpx.AsyncClient, catalog: str
) -> None:
    deep = b"[" * 7_000 + b"]" * 7_000
    body = b'{"rows": [{"name": "Tea", "price_minor": 1, "attributes": {"a": ' + deep + b"}}]}"
    headers = {"content-type": "application/json"}
    answer = await client.post(f"{catalog}/products", content=body, headers=headers)
    assert answer.status_code in (400, 422), answer.text


async def test_unknown_parameters_and_tampered_cursors_are_refused(
    client: httpx.AsyncClient, catalog: str
) -> None:
    assert errors(await client.get(f"{catalog}/products?colour=red")) == {
        "?colour": "unknown_field"
    }
    assert errors(await client.get(f"{catalog}/products?cursor=AAAA")) == {"?cursor": "bad_cursor"}


async def test_an_absent_id_and_no_id_at_all_are_not_found(
    client: httpx.AsyncClient, catalog: str
) -> None:
    for address in (
        f"/catalogs/{uuid4()}",
        f"{catalog}/products/{uuid4()}",
        f"{catalog}/products/x",
    ):
        assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize("key", ["%ff", "%00", "TEA", "a" * 3_000, "%F0%9F%8D%B5", "..%2f.."])
async def test_what_is_no_slug_names_nothing(
    client: httpx.AsyncClient, catalog: str, key: str
) -> None:
    assert (await client.get(f"/shop/products/{key}")).status_code == 404
    assert (await client.get(f"/shop/categories/{key}/products")).status_code == 404
