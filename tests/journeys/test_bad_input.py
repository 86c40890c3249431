"""What merchants get wrong in what they send: every fault is named, and nothing is half done."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from msgspec import Struct

from tests.journeys.conftest import Merchant

PROBLEM = "application/problem+json"


class Range(Struct):
    """A merchant's catalog, with one category and one product."""

    client: httpx.AsyncClient
    path: str
    category_id: str
    product_id: str

    async def create(self, *rows: Any, what: str = "products", **asked: Any) -> httpx.Response:
        return await self.client.post(f"{self.path}/{what}", json={"rows": rows}, **asked)

    async def change(self, *rows: Any, what: str = "products", **asked: Any) -> httpx.Response:
        return await self.client.patch(f"{self.path}/{what}", json={"rows": rows}, **asked)

    async def names(self) -> list[str]:
        listed = await self.client.get(f"{self.path}/products")
        return [product["name"] for product in listed.json()["items"]]


@pytest.fixture
async def shelf(merchant: Merchant) -> Range:
    return await given_range(merchant.client)


async def given_range(client: httpx.AsyncClient) -> Range:
    body = {"name": "Range", "kind": "manual", "currency": "EUR"}
    catalog_id = (await client.post("/catalogs", json=body)).json()["catalog_id"]
    path = f"/catalogs/{catalog_id}"
    shelf = Range(client, path, "", "")
    mugs = await shelf.create({"name": "Mugs"}, what="categories")
    shelf.category_id = mugs.json()["rows"][0]["id"]
    mug = {"name": "Mug", "price_minor": 500, "sku": "MUG", "barcode": "4006381333931"}
    shelf.product_id = (await shelf.create(mug)).json()["rows"][0]["id"]
    return shelf


def faults(refused: httpx.Response, status: int = 422) -> set[tuple[str, str]]:
    """Return pointer and code of each fault in a refusal, which is one in every respect."""
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == PROBLEM
    problem = refused.json()
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["request_id"] == refused.headers["x-request-id"]
    return {(error["pointer"], error["code"]) for error in problem.get("errors", [])}


async def test_wrong_missing_and_unknown_fields_are_named_all_at_once(shelf: Range) -> None:
    refused = await shelf.create(
        {"name": 7, "price_minor": "free", "colour": "blue"},
        {"price_minor": 5, "variants": [{"price_minor": 1.5}]},
        17,
    )
    assert faults(refused) == {
        ("/rows/0/name", "type"),
        ("/rows/0/price_minor", "type"),
        ("/rows/0/colour", "unknown_field"),
        ("/rows/1/name", "missing"),
        ("/rows/1/variants/0/price_minor", "type"),
        ("/rows/2", "type"),
    }
    assert await shelf.names() == ["Mug"]


@pytest.mark.parametrize("price", [-1, 2**63, 2**70, 1e300, 1.5, "1", True, None])
async def test_a_price_is_a_number_that_can_be_paid(shelf: Range, price: object) -> None:
    refused = await shelf.create({"name": "Cup", "price_minor": price})
    assert {pointer for pointer, _ in faults(refused)} == {"/rows/0/price_minor"}


@pytest.mark.parametrize("currency", ["XXX", "eur", "EU", "€", "", "EURO"])
async def test_an_unknown_currency_is_refused_everywhere(shelf: Range, currency: str) -> None:
    row = {"name": "Cup", "price_minor": 5, "currency": currency}
    assert {it for it, _ in faults(await shelf.create(row))} == {"/rows/0/currency"}
    body = {"name": "Range", "kind": "manual", "currency": currency}
    assert {it for it, _ in faults(await shelf.client.post("/catalogs", json=body))} == {
        "/currency"
    }


async def test_1001_rows_are_too_many(shelf: Range) -> None:
    rows = [{"name": "Cup", "price_minor": 5}] * 1_001
    assert faults(await shelf.create(*rows)) == {("/rows", "length")}
    assert faults(await shelf.create()) == {("/rows", "length")}
    ids = {"ids": [shelf.product_id] * 1_001}
    refused = await shelf.client.post(f"{shelf.path}/products/bulk-delete", json=ids)
    assert faults(refused) == {("/ids", "length")}


async def test_a_code_is_one_products_alone_in_the_call_and_in_the_catalog(shelf: Range) -> None:
    refused = await shelf.create(
        {"name": "A", "price_minor": 1, "sku": "MUG"},
        {"name": "B", "price_minor": 1, "barcode": "4006381333931"},
        {"name": "C", "price_minor": 1, "sku": "NEW"},
        {"name": "D", "price_minor": 1, "sku": "NEW"},
        {"name": "E", "price_minor": 1},
    )
    pointers = {pointer for pointer, _ in faults(refused)}
    assert {"/rows/0/sku", "/rows/1/barcode", "/rows/3/sku"} <= pointers
    assert not any(pointer.startswith("/rows/4") for pointer in pointers)
    assert await shelf.names() == ["Mug"]


async def test_the_sound_rows_are_kept_when_asked_for(shelf: Range) -> None:
    rows = [{"name": "A", "price_minor": 1, "sku": "MUG"}, {"name": "B", "price_minor": 1}, {}]
    outcome = (await shelf.create(*rows, params={"partial": "true"})).json()
    assert [row["status"] for row in outcome["rows"]] == ["refused", "created", "refused"]
    assert outcome["counts"]["refused"] == 2
    assert sorted(await shelf.names()) == ["B", "Mug"]


async def test_a_category_is_not_its_own_ancestor(shelf: Range) -> None:
    below = {"name": "Small mugs", "parent_id": shelf.category_id}
    below_id = (await shelf.create(below, what="categories")).json()["rows"][0]["id"]
    change = {"category_id": shelf.category_id, "parent_id": below_id}
    assert ("/rows/0/parent_id", "cycle") in faults(await shelf.change(change, what="categories"))
    place = f"{shelf.path}/categories/{shelf.category_id}/move"
    for parent_id in (below_id, shelf.category_id):
        moved = await shelf.client.post(place, json={"parent_id": parent_id})
        assert {code for _, code in faults(moved)} == {"cycle"}
    ring = [
        {"name": n, "slug": n, "parent_slug": p} for n, p in (("x", "y"), ("y", "z"), ("z", "x"))
    ]
    assert {code for _, code in faults(await shelf.create(*ring, what="categories"))} == {"cycle"}


async def test_a_parent_or_category_of_another_organization_is_not_there(
    shelf: Range, other: Merchant
) -> None:
    theirs = await given_range(other.client)
    for parent_id in (theirs.category_id, shelf.product_id):
        row = {"name": "Small mugs", "parent_id": parent_id}
        refused = await shelf.create(row, what="categories")
        assert faults(refused) == {("/rows/0/parent_id", "not_found")}
    row = {"name": "Cup", "price_minor": 5, "category_id": theirs.category_id}
    assert faults(await shelf.create(row)) == {("/rows/0/category_id", "not_found")}


async def test_a_body_over_the_limit_is_refused_before_it_is_read(shelf: Range) -> None:
    path, headers = f"{shelf.path}/products", {"content-type": "application/json"}
    whole = b" " * (10 * 1024 * 1024 + 1)
    assert not faults(await shelf.client.post(path, content=whole, headers=headers), 413)

    async def without_length() -> AsyncIterator[bytes]:
        for _ in range(161):
            yield b" " * 65_536

    streamed = await shelf.client.post(path, content=without_length(), headers=headers)
    assert not faults(streamed, 413)


@pytest.mark.parametrize(
    "body",
    [
        b'{"rows":[{"name":"\xff","price_minor":1}]}',
        b'{"rows":[{"name":"\xed\xa0\x80","price_minor":1}]}',
        b'{"rows":[{"name":"\\ud800","price_minor":1}]}',
        b'{"rows":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"rows":[{"attributes":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}]}",
        b'{"rows":[{"name":"Cup","price_minor":1}',
        b'{"rows":[{"name":"Cup","price_minor":01}]}',
        b"",
    ],
)
async def test_what_is_no_sound_json_is_malformed(shelf: Range, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    refused = await shelf.client.post(f"{shelf.path}/products", content=body, headers=headers)
    assert not faults(refused, 400)
    assert refused.json()["code"] == "malformed"


async def test_text_cannot_hold_what_postgres_cannot_keep(shelf: Range) -> None:
    rows = [
        {"name": "Cup", "price_minor": 1, "description": "a\0b"},
        {"name": "Cup", "price_minor": 1, "attributes": {"a\0": ["\0"]}},
    ]
    found = faults(await shelf.create(*rows))
    assert {pointer.split("/")[2] for pointer, _ in found} == {"0", "1"}
    assert {code for _, code in found} == {"nul"}


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_only_json_is_taken_for_json(shelf: Range, media: str) -> None:
    headers = {"content-type": media}
    path = f"{shelf.path}/products"
    assert not faults(await shelf.client.post(path, content=b"{}", headers=headers), 415)


async def test_a_cursor_is_good_for_its_list_and_as_it_was_given(
    shelf: Range, other: Merchant
) -> None:
    await shelf.create(*[{"name": f"Cup {n}", "price_minor": 1} for n in range(3)])
    path = f"{shelf.path}/products"
    cursor = (await shelf.client.get(path, params={"limit": 1})).json()["next_cursor"]
    assert (await shelf.client.get(path, params={"cursor": cursor})).status_code == 200
    tampered = cursor[:-4] + ("AAAA" if cursor[-4:] != "AAAA" else "BBBB")
    asked = [(shelf.client, path, it) for it in (tampered, cursor[1:], cursor + "=", "", "x" * 9)]
    asked += [(shelf.client, f"{shelf.path}/categories", cursor), (shelf.client, "/jobs", cursor)]
    asked += [(other.client, "/stores", cursor)]
    for client, at, sent in asked:
        refused = await client.get(at, params={"cursor": sent})
        assert faults(refused) == {("?cursor", "bad_cursor")}, sent


async def test_unknown_and_wrong_parameters_are_named_all_at_once(shelf: Range) -> None:
    wrong = {"limit": "201", "price_min_minor": "cheap", "colour": "blue"}
    refused = await shelf.client.get(f"{shelf.path}/products", params=wrong)
    assert {pointer for pointer, _ in faults(refused)} == {"?limit", "?price_min_minor", "?colour"}


async def test_a_parameter_is_given_once(shelf: Range) -> None:
    refused = await shelf.client.get(f"{shelf.path}/products?limit=1&limit=2")
    assert faults(refused) == {("?limit", "repeated")}


async def test_an_instant_has_a_zone(merchant: Merchant) -> None:
    path = "/audit-trail"
    for instant in ("2026-11-21T09:30:00", "2026-11-21", "yesterday"):
        refused = await merchant.client.get(path, params={"recorded_from": instant})
        assert {pointer for pointer, _ in faults(refused)} == {"?recorded_from"}
    sound = await merchant.client.get(path, params={"recorded_from": "2020-01-01T00:00:00+02:00"})
    assert sound.json()["items"]


async def test_of_many_at_once_one_gets_the_code_and_the_others_are_told(shelf: Range) -> None:
    row = {"name": "Cup", "price_minor": 1, "sku": "CUP"}
    answers = await asyncio.gather(*[shelf.create(row) for _ in range(8)])
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 7
