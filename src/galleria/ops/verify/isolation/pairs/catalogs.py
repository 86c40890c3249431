"""Catalogs, and which store sells which; what a catalog's contents are made with."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.stores import given_store
from galleria.ops.verify.isolation.replay.pair import (
    House,
    Step,
    Visitor,
    if_match,
    pair,
    steps_of_list,
)
from galleria.ops.verify.isolation.replay.requests import Request

Make = Callable[[House, str], Awaitable[tuple[Request, tuple[str, ...]]]]


def new_catalog(visitor: Visitor, **fields: Any) -> dict[str, Any]:
    """Return the body of a catalog that is on sale."""
    return {"name": visitor.name("catalog"), "kind": "manual", "currency": "EUR", **fields}


async def given_catalog(visitor: Visitor) -> str:
    """Create a catalog."""
    created = await visitor.post("/catalogs", new_catalog(visitor))
    return created["catalog_id"]


async def given_category(visitor: Visitor, catalog_id: str, **fields: Any) -> str:
    """Create a category."""
    name = visitor.name("category")
    row = {"name": name, "slug": name, **fields}
    created = await visitor.post(f"/catalogs/{catalog_id}/categories", {"rows": [row]})
    return created["rows"][0]["id"]


async def given_product(visitor: Visitor, catalog_id: str, **fields: Any) -> str:
    """Create a product of one variant."""
    row = {**new_product(visitor), **fields}
    created = await visitor.post(f"/catalogs/{catalog_id}/products", {"rows": [row]})
    return created["rows"][0]["id"]


def new_product(visitor: Visitor) -> dict[str, Any]:
    """Return the row of a product of one variant."""
    name = visitor.name("product")
    return {"name": name, "slug": name, "sku": visitor.name("sku"), "price_minor": 450}


async def in_both_houses(house: House, make: Make) -> list[Step]:
    """Return the request sent to the owner's catalog, and to the other's own with the owner's ids.

    `make(house, catalog_id)` makes a request afresh, and says which ids beside the catalog's are
    the owner's. Without any, the other does in its own catalog what is its own to do.
    """
    theirs, own = await given_catalog(house.owner), await given_catalog(house.other)
    into_theirs, ids = await make(house, theirs)
    from_own, more_ids = await make(house, theirs)
    return [
        Step(replace(into_theirs, names=(theirs, *ids))),
        Step(
            replace(from_own, names=more_ids, swap={theirs: own}), "absent" if more_ids else "own"
        ),
    ]


async def steps_of_catalog_list(house: House, rest: str) -> list[Step]:
    """Return the steps of a list inside the owner's catalog, which has two entries and more."""
    theirs, own = await given_catalog(house.owner), await given_catalog(house.other)
    for visitor, catalog_id in ((house.owner, theirs), (house.other, own)):
        for _ in range(2):
            category_id = await given_category(visitor, catalog_id)
            await given_product(visitor, catalog_id, category_id=category_id)
    whole, onward = await steps_of_list(house, f"/catalogs/{theirs}/{rest}")
    return [
        Step(replace(whole.request, names=(theirs,))),
        Step(replace(whole.request, swap={theirs: own}), "own"),
        Step(replace(onward.request, swap={theirs: own})),
    ]


async def list_catalogs(house: House) -> list[Step]:
    for _ in range(2):
        await given_catalog(house.owner)
    return await steps_of_list(house, "/catalogs")


async def create_catalog(house: House) -> list[Step]:
    theirs = house.owner.member_id
    plain = Request(method="POST", path="/catalogs", body=new_catalog(house.owner))
    named = replace(plain, body=new_catalog(house.owner, owner_member_id=theirs), names=(theirs,))
    return [Step(plain, "own"), Step(named)]


async def read_catalog(house: House) -> list[Step]:
    catalog_id = await given_catalog(house.owner)
    return [Step(Request(method="GET", path=f"/catalogs/{catalog_id}", names=(catalog_id,)))]


async def change_catalog(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> tuple[Request, tuple[str, ...]]:
        member_id = house.owner.member_id
        body = {"owner_member_id": member_id}
        path = f"/catalogs/{catalog_id}"
        request = Request(method="PATCH", path=path, body=body, headers=if_match(1))
        return request, (member_id,)

    # Two catalogs: the first change makes a new version.
    first, _ = await in_both_houses(house, make)
    _, second = await in_both_houses(house, make)
    return [first, second]


async def delete_catalog(house: House) -> list[Step]:
    catalog_id = await given_catalog(house.owner)
    request = Request(
        method="DELETE",
        path=f"/catalogs/{catalog_id}",
        headers=if_match(1),
        names=(catalog_id,),
    )
    return [Step(request)]


async def read_store_catalog(house: House) -> list[Step]:
    store_id = (await given_store(house.owner))["store_id"]
    return [Step(Request(method="GET", path=f"/stores/{store_id}/catalog", names=(store_id,)))]


async def choose_catalog(house: House) -> list[Step]:
    own = (await given_store(house.other))["store_id"]
    steps: list[Step] = []
    for is_own_store in (False, True):
        store_id = (await given_store(house.owner))["store_id"]
        catalog_id = await given_catalog(house.owner)
        request = Request(
            method="PUT",
            path=f"/stores/{store_id}/catalog",
            body={"catalog_id": catalog_id},
            # A store that was never told what to sell has version 0.
            headers=if_match(0),
            names=(catalog_id,) if is_own_store else (store_id, catalog_id),
            swap={store_id: own} if is_own_store else {},
        )
        steps.append(Step(request))
    return steps


PAIRS = [
    pair(list_catalogs),
    pair(create_catalog),
    pair(read_catalog),
    pair(change_catalog),
    pair(delete_catalog),
    pair(read_store_catalog),
    pair(choose_catalog),
]
