"""Endpoints in a lane: declared in one line, answered as every other."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar
from msgspec import Meta, Struct

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.http import errors_of_routing, in_lane, mount
from galleria.base.lane import Asked
from galleria.base.openapi import describe
from galleria.base.refusals import Conflict, NotFound, Refusal
from galleria.base.shell import Shell
from galleria.base.tx import Tx
from tests.base.test_http import OneCaller
from tests.edges import an_edge

RENAME = """UPDATE organization_profile SET name = name || $1, version = version + 1
            RETURNING version"""


class Units(Struct, frozen=True, forbid_unknown_fields=True):
    units: Annotated[int, Meta(ge=1, le=1_000_000)]


class Buy(Struct, frozen=True):
    shelf_id: UUID
    body: Units


class Sold(Struct, frozen=True):
    shelf_id: UUID
    units: int
    version: int


class SoldOut(Conflict):
    code = "sold_out"
    decided = True


async def buy(tx: Tx, asked: list[Asked[Buy]]) -> list[Sold | Refusal]:
    """Buy from a shelf.

    There are nine.
    """
    answers = list[Sold | Refusal]()
    for one in asked:
        shelf_id, units = one.command.shelf_id, one.command.body.units
        if units > 99:
            answers.append(NotFound())
        elif units > 9:
            answers.append(SoldOut("Nine are left.", left=9))
        else:
            version = await tx.connection.fetchval(RENAME, ".")
            answers.append(Sold(shelf_id, units, version))
    return answers


PATH = "/shelves/{shelf_id}/buys"
ENDPOINTS = [in_lane("POST", PATH, buy, permission="catalog:write", status=201)]
SHELF = uuid4()


@pytest.fixture
async def client(database: Database, context: Context) -> AsyncIterator[httpx.AsyncClient]:
    edge = an_edge(database, OneCaller(context))
    handlers = errors_of_routing(ENDPOINTS, edge.log)
    app = Litestar(mount(ENDPOINTS, edge), openapi_config=None, exception_handlers=handlers)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Shell(app, edge.settings, edge.log)),
        base_url="http://test/api/v1",
        headers={"authorization": "Bearer any"},
    ) as client:
        yield client


async def bought(client: httpx.AsyncClient, units: Any, key: str | None = None) -> httpx.Response:
    headers = {"idempotency-key": key} if key else {}
    return await client.post(f"/shelves/{SHELF}/buys", json={"units": units}, headers=headers)


async def test_each_gets_its_own_answer(client: httpx.AsyncClient) -> None:
    one, two = await asyncio.gather(bought(client, 1), bought(client, 2))
    assert one.status_code == two.status_code == 201
    assert one.json() == {"shelf_id": str(SHELF), "units": 1, "version": 2}
    assert (two.json()["units"], two.headers["etag"]) == (2, '"3"')


async def test_a_key_is_answered_again_byte_for_byte(client: httpx.AsyncClient) -> None:
    first = await bought(client, 1, key="a")
    again = await bought(client, 1, key="a")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.headers["etag"] == again.headers["etag"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_decided_refusal_is_answered_again_and_another_is_not(
    client: httpx.AsyncClient,
) -> None:
    first, again = await bought(client, 10, key="b"), await bought(client, 10, key="b")
    assert (first.status_code, first.content) == (409, again.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert first.headers["content-type"] == "application/problem+json"
    unclear = [await bought(client, 100, key="c") for _ in range(2)]
    assert [it.status_code for it in unclear] == [404, 404]
    assert "idempotent-replayed" not in unclear[1].headers


async def test_another_request_under_the_same_key_is_refused(client: httpx.AsyncClient) -> None:
    await bought(client, 1, key="d")
    other = await bought(client, 2, key="d")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("units", [0, -1, 1.5, 10**9, "two", None])
async def test_what_is_no_number_of_units_never_reaches_the_lane(
    client: httpx.AsyncClient, units: object
) -> None:
    refused = await bought(client, units, key="e")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/units")


def test_it_is_described_as_every_other() -> None:
    document = describe(ENDPOINTS, version="1", prefix="")
    operation = document["paths"][PATH]["post"]
    names = [parameter["name"] for parameter in operation["parameters"]]
    assert (operation["summary"], names) == ("Buy from a shelf.", ["shelf_id", "Idempotency-Key"])
    assert {"201", "404", "422", "503"} <= operation["responses"].keys()


def test_a_command_that_disagrees_with_its_path_is_refused() -> None:
    with pytest.raises(TypeError, match="disagree with the path"):
        in_lane("POST", "/buys", buy, permission=None)


def test_a_use_case_for_one_is_refused() -> None:
    async def for_one(tx: Tx, *, body: Units) -> Sold: ...

    with pytest.raises(TypeError, match="takes a Tx and list"):
        in_lane("POST", "/buys", for_one, permission=None)
