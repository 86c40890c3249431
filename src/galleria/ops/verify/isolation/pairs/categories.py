"""Categories: rows in bulk, one by one, and moves in the tree."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import (
    given_catalog,
    given_category,
    given_product,
    in_both_houses,
    steps_of_catalog_list,
)
from galleria.ops.verify.isolation.replay.pair import House, Step, if_match, pair
from galleria.ops.verify.isolation.replay.requests import Request

Made = tuple[Request, tuple[str, ...]]


async def list_categories(house: House) -> list[Step]:
    async def below(house: House, catalog_id: str) -> Made:
        parent = await given_category(house.owner, catalog_id)
        await given_category(house.owner, catalog_id, parent_id=parent)
        query = {"parent_id": parent}
        return Request(method="GET", path=f"/catalogs/{catalog_id}/categories", query=query), (
            parent,
        )

    return [
        *await steps_of_catalog_list(house, "categories"),
        *await in_both_houses(house, below),
    ]


async def read_category_tree(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        await given_category(house.owner, catalog_id)
        return Request(method="GET", path=f"/catalogs/{catalog_id}/category-tree"), ()

    return await in_both_houses(house, make)


async def create_categories(house: House) -> list[Step]:
    async def plain(house: House, catalog_id: str) -> Made:
        return _rows("POST", catalog_id, {"name": house.owner.name("category")}), ()

    async def below(house: House, catalog_id: str) -> Made:
        parent = await given_category(house.owner, catalog_id)
        row = {"name": house.owner.name("category"), "parent_id": parent}
        return _rows("POST", catalog_id, row), (parent,)

    async def below_key(house: House, catalog_id: str) -> Made:
        key = house.owner.name("key")
        await given_category(house.owner, catalog_id, external_key=key)
        row = {"name": house.owner.name("category"), "parent_external_key": key}
        return _rows("POST", catalog_id, row), (key,)

    ways = (plain, below, below_key)
    return [step for way in ways for step in await in_both_houses(house, way)]


async def change_categories(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        row = {"category_id": category_id, "name": house.owner.name("renamed")}
        return _rows("PATCH", catalog_id, row), (category_id,)

    async def partial(house: House, catalog_id: str) -> Made:
        request, ids = await make(house, catalog_id)
        return replace(request, query={"partial": "true"}), ids

    return [*await in_both_houses(house, make), *await in_both_houses(house, partial)]


async def delete_categories(house: House) -> list[Step]:
    return await _deleted(house, "DELETE", "categories")


async def delete_categories_by_post(house: House) -> list[Step]:
    return await _deleted(house, "POST", "categories/bulk-delete")


async def read_category(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        return await _one(house, "GET", catalog_id)

    return await in_both_houses(house, make)


async def change_category(house: House) -> list[Step]:
    async def renamed(house: House, catalog_id: str) -> Made:
        body = {"description": house.owner.name("description")}
        return await _one(house, "PATCH", catalog_id, body=body)

    return [*await in_both_houses(house, renamed), *await _moved(house, "PATCH", "")]


async def delete_category(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        return await _one(house, "DELETE", catalog_id)

    return await in_both_houses(house, make)


async def move_category(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        parent = await given_category(house.owner, catalog_id)
        request, ids = await _one(house, "POST", catalog_id, "/move", body={"parent_id": parent})
        return request, (*ids, parent)

    return [*await in_both_houses(house, make), *await _moved(house, "POST", "/move")]


async def add_category_products(house: House) -> list[Step]:
    return await _placing(house, "POST", "/products", is_placed=False)


async def remove_category_products(house: House) -> list[Step]:
    return await _placing(house, "POST", "/products/bulk-remove", is_placed=True)


async def read_product_order(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        return await _one(house, "GET", catalog_id, "/product-order")

    return await in_both_houses(house, make)


async def set_product_order(house: House) -> list[Step]:
    return await _placing(house, "PUT", "/product-order", is_placed=True)


async def _placing(house: House, method: str, rest: str, *, is_placed: bool) -> list[Step]:
    """Name the owner's category and product; and the product to a category of the other's own."""

    async def make(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        placed = {"category_id": category_id} if is_placed else {}
        product_id = await given_product(house.owner, catalog_id, **placed)
        request = Request(
            method=method,
            path=f"/catalogs/{catalog_id}/categories/{category_id}{rest}",
            body={"product_ids": [product_id]},
            headers=if_match(1) if method == "PUT" else {},
        )
        return request, (category_id, product_id)

    theirs, own = await given_catalog(house.owner), await given_catalog(house.other)
    own_category = await given_category(house.other, own)
    request, (category_id, product_id) = await make(house, theirs)
    swap = {theirs: own, category_id: own_category}
    return [
        *await in_both_houses(house, make),
        Step(replace(request, names=(product_id,), swap=swap)),
    ]


async def _moved(house: House, method: str, rest: str) -> list[Step]:
    """Let the other put a category of its own below one of the owner's."""
    theirs, own = await given_catalog(house.owner), await given_catalog(house.other)
    child = await given_category(house.owner, theirs)
    own_child = await given_category(house.other, own)
    parent = await given_category(house.owner, theirs)
    request = Request(
        method=method,
        path=f"/catalogs/{theirs}/categories/{child}{rest}",
        body={"parent_id": parent},
        headers=if_match(1) if method == "PATCH" else {},
        names=(parent,),
        swap={theirs: own, child: own_child},
    )
    return [Step(request)]


async def _deleted(house: House, method: str, collection: str) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        await given_product(house.owner, catalog_id, category_id=category_id)
        body = {"ids": [category_id], "contents": "uncategorise"}
        path = f"/catalogs/{catalog_id}/{collection}"
        return Request(method=method, path=path, body=body), (category_id,)

    async def partial(house: House, catalog_id: str) -> Made:
        request, ids = await make(house, catalog_id)
        return replace(request, query={"partial": "true"}), ids

    return [*await in_both_houses(house, make), *await in_both_houses(house, partial)]


async def _one(
    house: House, method: str, catalog_id: str, rest: str = "", *, body: Any = None
) -> Made:
    category_id = await given_category(house.owner, catalog_id)
    request = Request(
        method=method,
        path=f"/catalogs/{catalog_id}/categories/{category_id}{rest}",
        body=body,
        headers=if_match(1) if method in ("PATCH", "DELETE") else {},
    )
    return request, (category_id,)


def _rows(method: str, catalog_id: str, row: dict[str, Any]) -> Request:
    return Request(method=method, path=f"/catalogs/{catalog_id}/categories", body={"rows": [row]})


PAIRS = [
    pair(list_categories),
    pair(read_category_tree),
    pair(create_categories),
    pair(change_categories),
    pair(delete_categories),
    pair(delete_categories_by_post),
    pair(read_category),
    pair(change_category),
    pair(delete_category),
    pair(move_category),
    pair(add_category_products),
    pair(remove_category_products),
    pair(read_product_order),
    pair(set_product_order),
]
