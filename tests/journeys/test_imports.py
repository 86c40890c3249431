"""A file is sent over HTTP; a job brings it in, and every refused row can be downloaded."""

import asyncio
import csv
import gzip
import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from galleria.base.database import Database
from galleria.base.shell import App
from tests.journeys.conftest import Merchant, given_merchant
from tests.journeys.test_first_shop import finished
from tests.transfers.make_dirty_200 import FILE as DIRTY
from tests.transfers.reading import real_file
from tests.transfers.test_dirty_sample import REFUSED

ROW = "external_key,name,price,category_path\ntea,Tea,3.50,Drinks\n"


async def given_catalog(merchant: Merchant, **fields: str) -> str:
    body = {"name": "Everything", "kind": "manual", "currency": "EUR", **fields}
    made = await merchant.client.post("/catalogs", json=body)
    assert made.status_code in (200, 201), made.text
    return made.json()["catalog_id"]


async def upload(
    merchant: Merchant, catalog_id: str, content: bytes | str, key: str | None = None, **query: str
) -> httpx.Response:
    headers = {"content-type": "application/octet-stream"}
    if key is not None:
        headers["idempotency-key"] = key
    return await merchant.client.post(
        f"/catalogs/{catalog_id}/imports", content=content, params=query, headers=headers
    )


async def ended(merchant: Merchant, accepted: httpx.Response) -> dict[str, Any]:
    assert accepted.status_code == 202, accepted.text
    address = accepted.json()["import_url"].removeprefix("/api/v1")
    async with asyncio.timeout(20):
        while True:
            found = (await merchant.client.get(address)).json()
            if found["finished_at"] is not None:
                return found
            await asyncio.sleep(0.02)


async def downloaded(merchant: Merchant, one: dict[str, Any], name: str) -> list[dict[str, str]]:
    answer = await merchant.client.get(f"/imports/{one['import_id']}/{name}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_a_dirty_file_is_brought_in_and_every_refused_row_is_told(
    merchant: Merchant,
) -> None:
    catalog_id = await given_catalog(merchant)
    done = await ended(merchant, await upload(merchant, catalog_id, DIRTY.read_bytes()))
    assert (done["rows_read"], done["rows_kept"], done["rows_refused"]) == (200, 165, 35)
    problems = await downloaded(merchant, done, "problems")
    told = [(int(row["line"]), row["column"] or None, row["code"]) for row in problems]
    assert sorted(told, key=str) == sorted(REFUSED, key=str)
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for row in problems for cell in row.values()
    )
    products = (await merchant.client.get(f"/catalogs/{catalog_id}/products")).json()
    assert products["items"]


async def test_the_job_tells_what_the_import_came_to(merchant: Merchant) -> None:
    accepted = await upload(merchant, await given_catalog(merchant), ROW)
    assert accepted.headers["location"] == accepted.json()["status_url"]
    job = await finished(merchant.client, accepted.json()["status_url"])
    assert job["state"] == "completed"
    assert job["result"]["rows_kept"] == 1


async def test_a_dry_run_changes_nothing(merchant: Merchant) -> None:
    catalog_id = await given_catalog(merchant)
    done = await ended(merchant, await upload(merchant, catalog_id, ROW, dry_run="true"))
    changes = await downloaded(merchant, done, "changes")
    assert [row["outcome"] for row in changes] == ["created", "created"]
    assert (await merchant.client.get(f"/catalogs/{catalog_id}/products")).json()["items"] == []


async def test_the_same_upload_with_the_same_key_is_the_same_job(merchant: Merchant) -> None:
    catalog_id = await given_catalog(merchant)
    key = uuid4().hex
    first = await upload(merchant, catalog_id, ROW, key)
    again = await upload(merchant, catalog_id, ROW, key)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    assert len((await merchant.client.get("/imports")).json()["items"]) == 1
    other = await upload(merchant, catalog_id, ROW.replace("Tea", "Chai"), key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_real_export_comes_in_over_http(merchant: Merchant) -> None:
    catalog_id = await given_catalog(merchant)
    file = real_file("shopify-home-and-garden.csv")
    done = await ended(
        merchant, await upload(merchant, catalog_id, file.read_bytes(), name=file.name)
    )
    assert (done["form"], done["name"]) == ("shopify-csv", file.name)
    assert done["outcome"]["products"]["created"] == 20


@pytest.mark.parametrize(
    ("content", "query", "code"),
    [
        (b"", {}, "invalid"),
        (b"a,b\n1,2\n", {}, "invalid"),
        (b"PK\x03\x04 a spreadsheet", {}, "unreadable_file"),
        (ROW.encode(), {"currency": "ZZZ"}, "invalid"),
        (ROW.encode(), {"form": "xlsx"}, "invalid"),
        (ROW.encode(), {"colour": "red"}, "invalid"),
    ],
)
async def test_what_cannot_be_imported_is_refused_at_once(
    merchant: Merchant, content: bytes, query: dict[str, str], code: str
) -> None:
    catalog_id = await given_catalog(merchant)
    refused = await upload(merchant, catalog_id, content, **query)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await merchant.client.get("/imports")).json()["items"] == []


async def test_a_file_that_breaks_off_fails_and_says_why(merchant: Merchant) -> None:
    rows = "".join(f"k{n},Thing {n},{n}.25,\n" for n in range(5_000))
    broken = gzip.compress((ROW + rows).encode(), mtime=0)[:-100]
    catalog_id = await given_catalog(merchant)
    accepted = await upload(merchant, catalog_id, broken, name="a.csv.gz")
    done = await ended(merchant, accepted)
    assert done["state"] == "failed"
    assert "gzip" in done["failure"]
    job = await finished(merchant.client, accepted.json()["status_url"])
    assert (job["state"], job["error"]["code"]) == ("failed", "unreadable_file")


async def test_more_than_a_gigabyte_is_refused_before_it_is_read(merchant: Merchant) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        yield b"x"

    catalog_id = await given_catalog(merchant)
    refused = await merchant.client.post(
        f"/catalogs/{catalog_id}/imports",
        content=nothing(),
        headers={"content-length": str((1 << 30) + 1)},
    )
    assert refused.status_code == 413


async def test_files_of_another_merchant_and_catalogs_that_are_not_there(
    merchant: Merchant, app: App, database: Database
) -> None:
    done = await ended(merchant, await upload(merchant, await given_catalog(merchant), ROW))
    other = await given_merchant(app, database)
    for name in ("", "/problems", "/changes", "/notices"):
        address = f"/imports/{done['import_id']}{name}"
        assert (await merchant.client.get(address)).status_code == 200
        assert (await other.client.get(address)).status_code == 404
        assert (await merchant.client.get(f"/imports/{uuid4()}{name}")).status_code == 404
    assert (await upload(other, done["catalog_id"], ROW)).status_code == 404
    assert (await upload(merchant, "nonsense", ROW)).status_code == 404
    await other.client.aclose()


async def test_an_import_that_is_cancelled_stops_and_says_how_far(merchant: Merchant) -> None:
    rows = "".join(f"k{n},Thing {n},{n}.25,\n" for n in range(20_000))
    accepted = await upload(merchant, await given_catalog(merchant), ROW + rows)
    job = accepted.json()["status_url"].removeprefix("/api/v1")
    assert (await merchant.client.post(f"{job}/cancel")).status_code == 200
    done = await ended(merchant, accepted)
    assert done["state"] == "stopped"
    assert done["rows_kept"] < 20_001
    assert (await finished(merchant.client, job))["state"] == "cancelled"


async def test_replacing_is_confirmed_by_a_dry_run_of_the_same_file(merchant: Merchant) -> None:
    catalog_id = await given_catalog(merchant)
    await ended(merchant, await upload(merchant, catalog_id, ROW + "cup,Cup,2,\n"))
    tried = await ended(
        merchant, await upload(merchant, catalog_id, ROW, mode="replace", dry_run="true")
    )
    assert (tried["mode"], tried["outcome"]["archived"]) == ("replace", 1)
    done = await ended(
        merchant,
        await upload(merchant, catalog_id, ROW, mode="replace", confirm=tried["import_id"]),
    )
    assert (done["state"], done["outcome"]["archived"]) == ("completed", 1)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"mode": "replace"}, "unconfirmed"),
        ({"mode": "replace", "confirm": str(uuid4())}, "no_such_dry_run"),
        ({"yes": "true"}, "not_replacing"),
        ({"mode": "replace", "dry_run": "true", "yes": "true"}, "not_replacing"),
        ({"mode": "merge"}, "choice"),
    ],
)
async def test_replacing_unconfirmed_is_refused(
    merchant: Merchant, query: dict[str, str], code: str
) -> None:
    refused = await upload(merchant, await given_catalog(merchant), ROW, **query)
    assert refused.status_code == 422, refused.text
    assert [error["code"] for error in refused.json()["errors"]] == [code]


async def test_a_dry_run_of_another_file_confirms_nothing(merchant: Merchant) -> None:
    catalog_id = await given_catalog(merchant)
    tried = await ended(
        merchant, await upload(merchant, catalog_id, ROW, mode="replace", dry_run="true")
    )
    confirm = tried["import_id"]
    refused = await upload(merchant, catalog_id, ROW + "x,X,1,\n", mode="replace", confirm=confirm)
    assert refused.json()["errors"][0]["code"] == "no_such_dry_run"
    elsewhere = await given_catalog(merchant, name="Other")
    refused = await upload(merchant, elsewhere, ROW, mode="replace", confirm=confirm)
    assert refused.json()["errors"][0]["code"] == "no_such_dry_run"


async def test_a_graph_of_categories_replaces_no_products(merchant: Merchant) -> None:
    graph = '[{"id":"a","name":"A","path":[{"id":"a","name":"A"}],"subCategories":[]}]'
    refused = await upload(
        merchant, await given_catalog(merchant), graph, mode="replace", yes="true"
    )
    assert refused.json()["errors"][0]["code"] == "no_products"


async def test_json_lines_come_in_over_http(merchant: Merchant) -> None:
    line = '{"external_key":"tea","name":"Tea","price_minor":350,"category_path":"Drinks > Hot"}\n'
    catalog_id = await given_catalog(merchant)
    done = await ended(merchant, await upload(merchant, catalog_id, line))
    assert (done["form"], done["rows_kept"]) == ("galleria-jsonl", 1)
