"""Products and their variants: rows in bulk, and one by one."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import (
    given_catalog,
    given_category,
    given_product,
    in_both_houses,
    new_product,
    steps_of_catalog_list,
)
from galleria.ops.verify.isolation.replay.pair import House, Step, if_match, pair
from galleria.ops.verify.isolation.replay.requests import Request

Made = tuple[Request, tuple[str, ...]]


async def list_products(house: House) -> list[Step]:
    async def in_category(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        await given_product(house.owner, catalog_id, category_id=category_id)
        request = Request(
            method="GET",
            path=f"/catalogs/{catalog_id}/products",
            query={"category_id": category_id},
        )
        return request, (category_id,)

    async def below(house: House, catalog_id: str) -> Made:
        request, ids = await in_category(house, catalog_id)
        return replace(request, query={**request.query, "subtree": "true"}), ids

    return [
        *await steps_of_catalog_list(house, "products"),
        *await in_both_houses(house, in_category),
        *await in_both_houses(house, below),
    ]


async def create_products(house: House) -> list[Step]:
    async def plain(house: House, catalog_id: str) -> Made:
        return _rows("POST", catalog_id, new_product(house.owner)), ()

    async def in_category(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        row = {**new_product(house.owner), "category_id": category_id}
        return _rows("POST", catalog_id, row), (category_id,)

    async def in_key(house: House, catalog_id: str) -> Made:
        key = house.owner.name("key")
        await given_category(house.owner, catalog_id, external_key=key)
        row = {**new_product(house.owner), "category_external_key": key}
        return _rows("POST", catalog_id, row), (key,)

    async def in_several(house: House, catalog_id: str) -> Made:
        category_id = await given_category(house.owner, catalog_id)
        row = {**new_product(house.owner), "further_category_ids": [category_id]}
        return _rows("POST", catalog_id, row), (category_id,)

    async def bundled(house: House, catalog_id: str) -> Made:
        variant_id = await _variant(house, catalog_id, await given_product(house.owner, catalog_id))
        parts = [{"variant_id": variant_id, "quantity": 2}]
        row = {**new_product(house.owner), "kind": "bundle", "bundle": parts}
        return _rows("POST", catalog_id, row), (variant_id,)

    async def bundled_by_sku(house: House, catalog_id: str) -> Made:
        sku = house.owner.name("sku")
        await given_product(house.owner, catalog_id, sku=sku)
        row = {**new_product(house.owner), "kind": "bundle", "bundle": [{"sku": sku}]}
        return _rows("POST", catalog_id, row), (sku,)

    ways = (plain, in_category, in_key, in_several, bundled, bundled_by_sku)
    return [step for way in ways for step in await in_both_houses(house, way)]


async def change_products(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        product_id = await given_product(house.owner, catalog_id)
        row = {"product_id": product_id, "price_minor": 990}
        return _rows("PATCH", catalog_id, row), (product_id,)

    async def partial(house: House, catalog_id: str) -> Made:
        request, ids = await make(house, catalog_id)
        return replace(request, query={"partial": "true"}), ids

    return [*await in_both_houses(house, make), *await in_both_houses(house, partial)]


async def delete_products(house: House) -> list[Step]:
    return await _deleted(house, "DELETE", "products")


async def delete_products_by_post(house: House) -> list[Step]:
    return await _deleted(house, "POST", "products/bulk-delete")


async def read_product(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        return await _one(house, "GET", catalog_id)

    return await in_both_houses(house, make)


async def change_product(house: House) -> list[Step]:
    async def dearer(house: House, catalog_id: str) -> Made:
        return await _one(house, "PATCH", catalog_id, body={"price_minor": 990})

    return [
        *await in_both_houses(house, dearer),
        *await _of_own(house, "category"),
        *await _of_own(house, "further category"),
        *await _of_own(house, "variant"),
        *await _of_own(house, "part"),
    ]


async def delete_product(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        return await _one(house, "DELETE", catalog_id)

    return await in_both_houses(house, make)


async def _of_own(house: House, what: str) -> list[Step]:
    """Let the other give a product of its own a category, a variant or a part of the owner's."""
    theirs, own = await given_catalog(house.owner), await given_catalog(house.other)
    product_id = await given_product(house.owner, theirs)
    own_product = await given_product(house.other, own)
    if "category" in what:
        named = await given_category(house.owner, theirs)
    elif what == "variant":
        named = await _variant(house, theirs, product_id)
    else:
        named = await _variant(house, theirs, await given_product(house.owner, theirs))
    bodies: dict[str, dict[str, Any]] = {
        "category": {"category_id": named},
        "further category": {"further_category_ids": [named]},
        "variant": {"variants": [{"variant_id": named, "price_minor": 770}]},
        "part": {"kind": "bundle", "bundle": [{"variant_id": named}]},
    }
    request = Request(
        method="PATCH",
        path=f"/catalogs/{theirs}/products/{product_id}",
        body=bodies[what],
        headers=if_match(1),
        names=(named,),
        swap={theirs: own, product_id: own_product},
    )
    return [Step(request)]


async def _variant(house: House, catalog_id: str, product_id: str) -> str:
    product = await house.owner.get(f"/catalogs/{catalog_id}/products/{product_id}")
    return product["variants"][0]["variant_id"]


async def _deleted(house: House, method: str, collection: str) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        product_id = await given_product(house.owner, catalog_id)
        path = f"/catalogs/{catalog_id}/{collection}"
        return Request(method=method, path=path, body={"ids": [product_id]}), (product_id,)

    async def partial(house: House, catalog_id: str) -> Made:
        request, ids = await make(house, catalog_id)
        return replace(request, query={"partial": "true"}), ids

    return [*await in_both_houses(house, make), *await in_both_houses(house, partial)]


async def _one(house: House, method: str, catalog_id: str, *, body: Any = None) -> Made:
    product_id = await given_product(house.owner, catalog_id)
    request = Request(
        method=method,
        path=f"/catalogs/{catalog_id}/products/{product_id}",
        body=body,
        headers=if_match(1) if method in ("PATCH", "DELETE") else {},
    )
    return request, (product_id,)


def _rows(method: str, catalog_id: str, row: dict[str, Any]) -> Request:
    return Request(method=method, path=f"/catalogs/{catalog_id}/products", body={"rows": [row]})


PAIRS = [
    pair(list_products),
    pair(create_products),
    pair(change_products),
    pair(delete_products),
    pair(delete_products_by_post),
    pair(read_product),
    pair(change_product),
    pair(delete_product),
]
