"""Changes of all products that a filter finds, and the undoing of them."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import (
    given_catalog,
    given_category,
    given_product,
    in_both_houses,
)
from galleria.ops.verify.isolation.replay.pair import House, Step, Visitor, pair, steps_of_list
from galleria.ops.verify.isolation.replay.requests import Request

Made = tuple[Request, tuple[str, ...]]
SALE = {"price": {"percent": "-10"}}


async def given_change(visitor: Visitor, catalog_id: str) -> str:
    """Change a product by filter."""
    await given_product(visitor, catalog_id)
    body = {"filter": {}, "change": {**SALE, "brand": visitor.name("brand")}}
    done = await visitor.post(f"/catalogs/{catalog_id}/products/change-by-filter", body)
    return done["event_id"]


async def change_products_by_filter(house: House) -> list[Step]:
    async def everything(house: House, catalog_id: str) -> Made:
        await given_product(house.owner, catalog_id)
        return _changing(catalog_id, {}, SALE), ()

    async def named(house: House, catalog_id: str) -> Made:
        product_id = await given_product(house.owner, catalog_id)
        return _changing(catalog_id, {"product_ids": [product_id]}, SALE), (product_id,)

    async def below(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        await given_product(house.owner, catalog_id, category_id=category_id)
        return _changing(catalog_id, {"category_id": category_id}, SALE), (category_id,)

    async def into(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        await given_product(house.owner, catalog_id)
        return _changing(catalog_id, {}, {"category_id": category_id}), (category_id,)

    ways = (everything, below, into)
    steps = [step for way in ways for step in await in_both_houses(house, way)]
    into_theirs, from_own = await in_both_houses(house, named)
    # Products that are not there are not found, and that is no fault.
    return [*steps, into_theirs, replace(from_own, expected="own")]


async def list_product_changes(house: House) -> list[Step]:
    theirs, own = await given_catalog(house.owner), await given_catalog(house.other)
    for visitor, catalog_id in ((house.owner, theirs), (house.other, own)):
        for _ in range(2):
            await given_change(visitor, catalog_id)
    whole, onward = await steps_of_list(house, f"/catalogs/{theirs}/product-changes")
    return [
        Step(replace(whole.request, names=(theirs,))),
        Step(replace(whole.request, swap={theirs: own}), "own"),
        Step(replace(onward.request, swap={theirs: own})),
    ]


async def read_product_change(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        event_id = await given_change(house.owner, catalog_id)
        return Request(method="GET", path=_address(catalog_id, event_id)), (event_id,)

    return await in_both_houses(house, make)


async def undo_product_change(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        event_id = await given_change(house.owner, catalog_id)
        path = f"{_address(catalog_id, event_id)}/undo"
        return Request(method="POST", path=path, body={}), (event_id,)

    return await in_both_houses(house, make)


def _changing(catalog_id: str, wanted: dict[str, Any], change: dict[str, Any]) -> Request:
    body = {"filter": wanted, "change": change}
    path = f"/catalogs/{catalog_id}/products/change-by-filter"
    return Request(method="POST", path=path, body=body)


def _address(catalog_id: str, event_id: str) -> str:
    return f"/catalogs/{catalog_id}/product-changes/{event_id}"


PAIRS = [
    pair(change_products_by_filter),
    pair(list_product_changes),
    pair(read_product_change),
    pair(undo_product_change),
]
