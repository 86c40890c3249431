"""What a store chooses of the catalog it sells: exclusions, prices of its own, hours."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import (
    given_catalog,
    given_category,
    given_product,
)
from galleria.ops.verify.isolation.pairs.stores import given_store
from galleria.ops.verify.isolation.replay.pair import House, Step, Visitor, pair, steps_of_list
from galleria.ops.verify.isolation.replay.requests import Request

FROM = "2031-01-01T00:00:00Z"


class Seller(Struct, frozen=True):
    """A store, the catalog it sells, and what is in it."""

    store_id: str
    product_id: str
    variant_id: str
    category_id: str


async def given_seller(visitor: Visitor) -> Seller:
    """Open a store that sells a product in a category."""
    store_id, catalog_id = (await given_store(visitor))["store_id"], await given_catalog(visitor)
    await visitor.put(f"/stores/{store_id}/catalog", {"catalog_id": catalog_id}, version=0)
    category_id = await given_category(visitor, catalog_id)
    product_id = await given_product(visitor, catalog_id, category_id=category_id)
    product = await visitor.get(f"/catalogs/{catalog_id}/products/{product_id}")
    return Seller(store_id, product_id, product["variants"][0]["variant_id"], category_id)


async def given_exclusions(visitor: Visitor, seller: Seller) -> list[str]:
    """Exclude the product and the category."""
    done = await visitor.post(
        f"/stores/{seller.store_id}/exclusions",
        {
            "rows": [
                {"product_id": seller.product_id, "reason": visitor.name("reason")},
                {"category_id": seller.category_id},
            ]
        },
    )
    return [row["id"] for row in done["rows"]]


Row = Callable[[Seller], dict[str, Any]]


def _by_product(seller: Seller) -> dict[str, Any]:
    return {"product_id": seller.product_id}


def _by_category(seller: Seller) -> dict[str, Any]:
    return {"category_id": seller.category_id}


def _price(seller: Seller) -> dict[str, Any]:
    return {"variant_id": seller.variant_id, "price_minor": 990}


def _window(seller: Seller) -> dict[str, Any]:
    return {"product_id": seller.product_id, "available_from": FROM, "available_until": None}


async def create_exclusions(house: House) -> list[Step]:
    by_product = await _chosen(house, "POST", "exclusions", _by_product)
    return [*by_product, *await _chosen(house, "POST", "exclusions", _by_category)]


async def set_store_prices(house: House) -> list[Step]:
    return await _chosen(house, "PUT", "prices", _price)


async def set_store_windows(house: House) -> list[Step]:
    return await _chosen(house, "PUT", "windows", _window)


async def list_exclusions(house: House) -> list[Step]:
    return await _listed(house, "exclusions", None)


async def list_store_prices(house: House) -> list[Step]:
    return await _listed(house, "prices", _price)


async def list_store_windows(house: House) -> list[Step]:
    return await _listed(house, "windows", _window)


async def delete_exclusions(house: House) -> list[Step]:
    return await _deleted(house, "DELETE", "exclusions")


async def delete_exclusions_by_post(house: House) -> list[Step]:
    return await _deleted(house, "POST", "exclusions/bulk-delete")


async def delete_exclusion(house: House) -> list[Step]:
    seller, own = await given_seller(house.owner), await given_seller(house.other)
    first, second = await given_exclusions(house.owner, seller)
    root = f"/stores/{seller.store_id}/exclusions"
    whole = Request(method="DELETE", path=f"{root}/{first}", names=(seller.store_id, first))
    from_own = Request(
        method="DELETE",
        path=f"{root}/{second}",
        names=(second,),
        swap={seller.store_id: own.store_id},
    )
    return [Step(whole), Step(from_own)]


async def _chosen(house: House, method: str, rest: str, row: Row) -> list[Step]:
    """Choose for the owner's store; and for a store of the other's own, of what is the owner's."""
    steps: list[Step] = []
    own = await given_seller(house.other)
    for is_own_store in (False, True):
        seller = await given_seller(house.owner)
        chosen = row(seller)
        request = Request(
            method=method, path=f"/stores/{seller.store_id}/{rest}", body={"rows": [chosen]}
        )
        (thing,) = (chosen[name] for name in chosen if name.endswith("_id"))
        if is_own_store:
            swap = {seller.store_id: own.store_id}
            steps.append(Step(replace(request, names=(thing,), swap=swap)))
        else:
            steps.append(Step(replace(request, names=(seller.store_id, thing))))
    return steps


async def _listed(house: House, rest: str, row: Row | None) -> list[Step]:
    """List the owner's two; the other sends its own store, and the owner's cursor to it."""
    theirs, own = await given_seller(house.owner), await given_seller(house.other)
    for visitor, seller in ((house.owner, theirs), (house.other, own)):
        if row is None:
            await given_exclusions(visitor, seller)
        else:
            more = await _another(visitor, seller)
            body = {"rows": [row(seller), row(more)]}
            await visitor.put(f"/stores/{seller.store_id}/{rest}", body)
    whole, onward = await steps_of_list(house, f"/stores/{theirs.store_id}/{rest}")
    swap = {theirs.store_id: own.store_id}
    return [
        Step(replace(whole.request, names=(theirs.store_id,))),
        Step(replace(whole.request, swap=swap), "own"),
        Step(replace(onward.request, swap=swap)),
    ]


async def _another(visitor: Visitor, seller: Seller) -> Seller:
    """Add a second product to what the store sells."""
    choice = await visitor.get(f"/stores/{seller.store_id}/catalog")
    catalog_id = choice["catalog_id"]
    product_id = await given_product(visitor, catalog_id)
    product = await visitor.get(f"/catalogs/{catalog_id}/products/{product_id}")
    variant_id = product["variants"][0]["variant_id"]
    return replace(seller, product_id=product_id, variant_id=variant_id)


async def _deleted(house: House, method: str, rest: str) -> list[Step]:
    own = await given_seller(house.other)
    steps: list[Step] = []
    for is_own_store in (False, True):
        seller = await given_seller(house.owner)
        ids = await given_exclusions(house.owner, seller)
        request = Request(
            method=method, path=f"/stores/{seller.store_id}/{rest}", body={"ids": ids}
        )
        if is_own_store:
            swap = {seller.store_id: own.store_id}
            steps.append(Step(replace(request, names=tuple(ids), swap=swap)))
        else:
            steps.append(Step(replace(request, names=(seller.store_id, *ids))))
    return steps


PAIRS = [
    pair(list_exclusions),
    pair(create_exclusions),
    pair(delete_exclusions),
    pair(delete_exclusions_by_post),
    pair(delete_exclusion),
    pair(list_store_prices),
    pair(set_store_prices),
    pair(list_store_windows),
    pair(set_store_windows),
]
