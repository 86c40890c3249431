"""What products and categories are called in other languages."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import (
    given_category,
    given_product,
    in_both_houses,
)
from galleria.ops.verify.isolation.replay.pair import House, Step, Visitor, pair
from galleria.ops.verify.isolation.replay.requests import Request

Made = tuple[Request, tuple[str, ...]]
PLURALS = {"product": "products", "category": "categories"}


async def given_translated(visitor: Visitor, catalog_id: str, noun: str, **fields: Any) -> str:
    """Create a product or a category that has a German name."""
    make = given_product if noun == "product" else given_category
    made_id = await make(visitor, catalog_id, **fields)
    path = f"/catalogs/{catalog_id}/{PLURALS[noun]}/{made_id}/translations/de"
    await visitor.put(path, {"name": visitor.name("german")})
    return made_id


async def list_product_translations(house: House) -> list[Step]:
    return await _steps(house, "product", "GET", "")


async def read_product_translation(house: House) -> list[Step]:
    return await _steps(house, "product", "GET", "/de")


async def put_product_translation(house: House) -> list[Step]:
    return await _steps(house, "product", "PUT", "/de")


async def delete_product_translation(house: House) -> list[Step]:
    return await _steps(house, "product", "DELETE", "/de")


async def change_product_translations(house: House) -> list[Step]:
    return await _bulk(house, "product")


async def list_category_translations(house: House) -> list[Step]:
    return await _steps(house, "category", "GET", "")


async def read_category_translation(house: House) -> list[Step]:
    return await _steps(house, "category", "GET", "/de")


async def put_category_translation(house: House) -> list[Step]:
    return await _steps(house, "category", "PUT", "/de")


async def delete_category_translation(house: House) -> list[Step]:
    return await _steps(house, "category", "DELETE", "/de")


async def change_category_translations(house: House) -> list[Step]:
    return await _bulk(house, "category")


async def _steps(house: House, noun: str, method: str, rest: str) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        made_id = await given_translated(house.owner, catalog_id, noun)
        path = f"/catalogs/{catalog_id}/{PLURALS[noun]}/{made_id}/translations{rest}"
        body = {"name": house.owner.name("renamed")} if method == "PUT" else None
        return Request(method=method, path=path, body=body), (made_id,)

    return await in_both_houses(house, make)


async def _bulk(house: House, noun: str) -> list[Step]:
    def rows(catalog_id: str, row: dict[str, Any]) -> Request:
        body = {"rows": [{"locale": "de", **row}]}
        path = f"/catalogs/{catalog_id}/{noun}-translations"
        return Request(method="PATCH", path=path, body=body)

    async def by_id(house: House, catalog_id: str) -> Made:
        made_id = await given_translated(house.owner, catalog_id, noun)
        return rows(catalog_id, {f"{noun}_id": made_id, "description": "Neu"}), (made_id,)

    async def by_key(house: House, catalog_id: str) -> Made:
        key = house.owner.name("key")
        await given_translated(house.owner, catalog_id, noun, external_key=key)
        return rows(catalog_id, {"external_key": key, "description": "Neu"}), (key,)

    async def partial(house: House, catalog_id: str) -> Made:
        request, ids = await by_id(house, catalog_id)
        return replace(request, query={"partial": "true"}), ids

    ways = (by_id, by_key, partial)
    return [step for way in ways for step in await in_both_houses(house, way)]


PAIRS = [
    pair(list_product_translations),
    pair(read_product_translation),
    pair(put_product_translation),
    pair(delete_product_translation),
    pair(change_product_translations),
    pair(list_category_translations),
    pair(read_category_translation),
    pair(put_category_translation),
    pair(delete_category_translation),
    pair(change_category_translations),
]
