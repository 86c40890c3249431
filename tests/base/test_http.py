"""The door every endpoint stands behind, tried with three small endpoints on a real database."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Annotated
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from msgspec import Meta, Struct

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RefusedRow, RowOutcome, settle
from galleria.base.call import Answer, Call
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.http import Access, command, errors_of_routing, mount, special
from galleria.base.identity import Identity
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import Conflict, NotFound, Stale, Unauthorized
from galleria.base.shell import Shell
from galleria.base.tx import ReadTx, Tx
from tests.edges import an_edge


class Shelf(Struct, frozen=True):
    name: str
    version: int


class Rename(Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=2, max_length=200)]


class SoldOut(Conflict, Exception):
    code = "sold_out"
    decided = True


class After(Struct, frozen=True):
    number: int


READ = "SELECT name, version FROM organization_profile"
RENAME = "UPDATE organization_profile SET name = $1, version = version + 1"


async def read_shelf(tx: ReadTx) -> Shelf:
    """Read it."""
    return Shelf(*await tx.connection.fetchrow(READ))


async def read_one(tx: ReadTx, *, shelf_id: UUID) -> Shelf:
    """Read one."""
    raise NotFound()


async def rename_shelf(tx: Tx, *, body: Rename, if_match: int) -> Shelf:
    """Rename it."""
    before = Shelf(*await tx.connection.fetchrow(READ))
    if before.version != if_match:
        raise Stale()
    await tx.connection.execute(RENAME, body.name)
    return Shelf(*await tx.connection.fetchrow(READ))


async def count_up(tx: Tx, *, body: Rename) -> Shelf:
    """Rename it, whatever it was."""
    await tx.connection.execute(RENAME, body.name)
    if body.name == "sold-out":
        raise SoldOut()
    if body.name == "stale":
        raise Stale()
    return Shelf(*await tx.connection.fetchrow(READ))


async def list_numbers(tx: ReadTx, *, query: PageQuery) -> Page[int]:
    """List 1 to 5."""
    after = query.after(After)
    start = after.number if after else 0
    return page(list(range(start + 1, 6))[: query.limit + 1], query.limit, After)


async def many(tx: Tx, *, body: Bulk[Rename], query: BulkMode) -> BulkOutcome:
    """Check many."""
    rows = [
        RowOutcome(i, "refused", errors=row.errors)
        if isinstance(row, RefusedRow)
        else RowOutcome(i, "created")
        for i, row in enumerate(body.rows)
    ]
    return settle(rows, partial=query.partial)


async def sleep(call: Call) -> Answer:
    """Take longer than it may."""
    await asyncio.sleep(5)
    return Answer(204)


async def lose_database(call: Call) -> Answer:
    """Wait for a database in vain."""
    raise TimeoutError


ENDPOINTS = [
    special("GET", "/sleep", sleep, access=Access.PUBLIC, timeout_s=0.02),
    special("GET", "/lost", lose_database, access=Access.PUBLIC),
    command("GET", "/shelf", read_shelf, permission="catalog:read"),
    command("GET", "/shelves/{shelf_id}", read_one, permission="catalog:read"),
    command("PATCH", "/shelf", rename_shelf, permission="catalog:write"),
    command("POST", "/shelf", count_up, permission="catalog:write", status=201, idempotent=True),
    command("POST", "/many", many, permission="catalog:write"),
    command("GET", "/numbers", list_numbers, permission="catalog:read"),
    command("GET", "/secret", read_shelf, permission="secrets:read"),
]


class OneCaller:
    """A resolver for one organization: any token is its."""

    def __init__(self, context: Context) -> None:
        self._identity = Identity(context.org_id, context.tier, context.actor, context.permissions)

    async def caller(self, headers: Mapping[str, str]) -> Identity:
        if "authorization" not in headers:
            raise Unauthorized()
        return self._identity

    async def shopper(self, host: str, store_slug: str | None) -> Identity:
        raise NotFound()


@pytest.fixture
async def client(database: Database, context: Context) -> AsyncIterator[httpx.AsyncClient]:
    edge = an_edge(database, OneCaller(context))
    app = Litestar(
        mount(ENDPOINTS, edge),
        openapi_config=None,
        exception_handlers=errors_of_routing(ENDPOINTS, edge.log),
    )
    shell = Shell(app, edge.settings, edge.log)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(shell),
        base_url="http://test/api/v1",
        headers={"authorization": "Bearer any"},
    ) as client:
        yield client


async def test_an_answer_carries_its_version_and_the_request_id(client: httpx.AsyncClient) -> None:
    answer = await client.get("/shelf", headers={"x-request-id": "abc-1"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Test")
    assert (answer.headers["etag"], answer.headers["x-request-id"]) == ('"1"', "abc-1")


async def test_a_known_version_is_not_sent_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("/shelf", headers={"if-none-match": '"1"'})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_head_is_get_without_its_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/shelf")
    assert (answer.status_code, answer.content) == (200, b"")
    assert (
        answer.headers["content-length"] == (await client.get("/shelf")).headers["content-length"]
    )


async def test_a_hostile_request_id_is_replaced(client: httpx.AsyncClient) -> None:
    answer = await client.get("/shelf", headers={"x-request-id": "a b\tc"})
    assert UUID(answer.headers["x-request-id"]).version == 7


async def test_a_change_needs_the_version_and_refuses_an_old_one(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.patch("/shelf", json={"name": "New"})).status_code == 428
    done = await client.patch("/shelf", json={"name": "New"}, headers={"if-match": '"1"'})
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    late = await client.patch("/shelf", json={"name": "Newer"}, headers={"if-match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale")


async def test_no_token_is_401_and_no_permission_is_403(client: httpx.AsyncClient) -> None:
    assert (await client.get("/secret")).status_code == 403
    del client.headers["authorization"]
    answer = await client.get("/shelf")
    assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")


async def test_unknown_parameters_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/shelf?colour=blue")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?colour")


async def test_what_is_no_id_is_answered_like_an_absent_one(client: httpx.AsyncClient) -> None:
    absent = await client.get("/shelves/0197f1f0-0000-7000-8000-000000000001")
    nonsense = await client.get("/shelves/nonsense")
    assert absent.status_code == nonsense.status_code == 404
    assert absent.json()["code"] == nonsense.json()["code"] == "not_found"


async def test_problems_say_what_is_wrong_in_the_standard_way(client: httpx.AsyncClient) -> None:
    answer = await client.post("/shelf", json={"name": "x", "size": 1})
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["type"], problem["status"], len(problem["errors"])) == (
        "/problems/invalid",
        422,
        2,
    )
    assert problem["request_id"] == answer.headers["x-request-id"]


async def test_a_body_over_the_limit_is_413(client: httpx.AsyncClient) -> None:
    answer = await client.post("/shelf", json={"name": "x" * 11_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_body_that_is_not_json_is_415(client: httpx.AsyncClient) -> None:
    assert (await client.post("/shelf", data={"name": "xx"})).status_code == 415


async def test_an_unknown_address_is_404_and_a_wrong_method_405(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nothing")).json()["code"] == "not_found"
    wrong = await client.delete("/shelf")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert {"GET", "HEAD", "PATCH", "POST"} <= set(wrong.headers["allow"].split(", "))


async def test_a_cursor_leads_through_a_list_and_a_changed_one_is_refused(
    client: httpx.AsyncClient,
) -> None:
    first = (await client.get("/numbers?limit=3")).json()
    second = (await client.get("/numbers", params={"cursor": first["next_cursor"]})).json()
    assert (first["items"], second["items"], second["next_cursor"]) == ([1, 2, 3], [4, 5], None)
    changed = await client.get("/numbers", params={"cursor": "A" + first["next_cursor"]})
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (422, "bad_cursor")


async def test_bulk_names_every_wrong_row_or_keeps_the_sound_ones(
    client: httpx.AsyncClient,
) -> None:
    rows = {"rows": [{"name": "xx"}, {"name": "y"}, {"nome": "zz"}]}
    whole = (await client.post("/many", json=rows)).json()
    assert {e["pointer"] for e in whole["errors"]} == {
        "/rows/1/name",
        "/rows/2/nome",
        "/rows/2/name",
    }
    partial = (await client.post("/many?partial=true", json=rows)).json()
    assert [row["status"] for row in partial["rows"]] == ["created", "refused", "refused"]


async def test_1001_rows_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/many?partial=true", json={"rows": [{"name": "xx"}] * 1001})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "length")


async def test_a_repeated_key_is_answered_again_byte_for_byte(client: httpx.AsyncClient) -> None:
    headers = {"idempotency-key": "one"}
    first = await client.post("/shelf", json={"name": "First"}, headers=headers)
    again = await client.post("/shelf", json={"name": "First"}, headers=headers)
    assert (
        (first.status_code, first.content)
        == (again.status_code, again.content)
        == (201, first.content)
    )
    assert again.headers["idempotent-replayed"] == "true"
    assert (await client.get("/shelf")).json()["version"] == 2


async def test_a_key_sent_with_another_body_is_422(client: httpx.AsyncClient) -> None:
    headers = {"idempotency-key": "two"}
    await client.post("/shelf", json={"name": "First"}, headers=headers)
    other = await client.post("/shelf", json={"name": "Other"}, headers=headers)
    assert other.status_code == 422


async def test_a_decided_refusal_is_kept_and_others_burn_no_key(client: httpx.AsyncClient) -> None:
    for name, kept in (("sold-out", True), ("stale", False)):
        headers = {"idempotency-key": name}
        first = await client.post("/shelf", json={"name": name}, headers=headers)
        again = await client.post("/shelf", json={"name": name}, headers=headers)
        assert ("idempotent-replayed" in again.headers) is kept
        assert first.status_code == again.status_code
    assert (await client.get("/shelf")).json()["version"] == 1


@pytest.mark.parametrize(("path", "status"), [("/sleep", 504), ("/lost", 503)])
async def test_out_of_time_and_without_a_database_are_told_apart(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert int(answer.headers["retry-after"]) > 0
