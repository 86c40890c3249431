"""Imports: files sent, what became of them, and the files about that."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from galleria.ops.verify.isolation.pairs.catalogs import given_catalog, in_both_houses
from galleria.ops.verify.isolation.replay.pair import House, Step, Visitor, pair, steps_of_list
from galleria.ops.verify.isolation.replay.requests import Request

Made = tuple[Request, tuple[str, ...]]
MEDIA_TYPE = {"content-type": "text/csv"}


def file_of(visitor: Visitor) -> bytes:
    """Return a file of one good row and one that is refused."""
    good, wrong = visitor.name("product"), visitor.name("product")
    rows = ["external_key,name,price", f"{good},{good},12.50", f"{wrong},{wrong},no price"]
    return "\n".join(rows).encode()


async def given_import(visitor: Visitor, catalog_id: str | None = None) -> dict[str, Any]:
    """Send a file; its job waits."""
    catalog_id = catalog_id or await given_catalog(visitor)
    request = Request(
        method="POST",
        path=f"/catalogs/{catalog_id}/imports",
        body=file_of(visitor),
        headers=MEDIA_TYPE,
    )
    return await visitor.made(request)


async def upload_import(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        request = Request(
            method="POST",
            path=f"/catalogs/{catalog_id}/imports",
            body=file_of(house.owner),
            headers=MEDIA_TYPE,
        )
        return request, ()

    return await in_both_houses(house, make)


async def list_imports(house: House) -> list[Step]:
    catalog_id = await given_catalog(house.owner)
    for _ in range(2):
        await given_import(house.owner, catalog_id)
    query = {"catalog_id": catalog_id}
    of_catalog = Request(method="GET", path="/imports", query=query, names=(catalog_id,))
    return [*await steps_of_list(house, "/imports"), Step(of_catalog)]


async def read_import(house: House) -> list[Step]:
    return [_named(await given_import(house.owner))]


async def download_problems(house: House) -> list[Step]:
    return await _download(house, "/problems")


async def download_changes(house: House) -> list[Step]:
    return await _download(house, "/changes")


async def download_notices(house: House) -> list[Step]:
    return await _download(house, "/notices")


async def _download(house: House, rest: str) -> list[Step]:
    sent = await given_import(house.owner)
    await house.finish(sent["job_id"])
    return [_named(sent, rest)]


def _named(sent: dict[str, Any], rest: str = "") -> Step:
    import_id = sent["import_id"]
    return Step(Request(method="GET", path=f"/imports/{import_id}{rest}", names=(import_id,)))


PAIRS = [
    pair(upload_import),
    pair(list_imports),
    pair(read_import),
    pair(download_problems),
    pair(download_changes),
    pair(download_notices),
]
