"""Locations, stock, its ledger and its policies."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import given_catalog, given_product
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


class Shelf(Struct, frozen=True):
    """A variant with stock at a location."""

    variant_id: str
    location_id: str

    @property
    def path(self) -> str:
        """Where the number is explained."""
        return f"/stock/{self.variant_id}/{self.location_id}"


def new_location(visitor: Visitor) -> dict[str, Any]:
    """Return the body of a location."""
    name = visitor.name("location")
    return {"code": name, "name": name}


async def given_location(visitor: Visitor) -> str:
    """Open a location."""
    return (await visitor.post("/locations", new_location(visitor)))["location_id"]


async def given_shelf(visitor: Visitor) -> Shelf:
    """Receive a few units of a new product at a new location, twice."""
    catalog_id, location_id = await given_catalog(visitor), await given_location(visitor)
    product_id = await given_product(visitor, catalog_id)
    product = await visitor.get(f"/catalogs/{catalog_id}/products/{product_id}")
    shelf = Shelf(product["variants"][0]["variant_id"], location_id)
    for _ in range(2):
        await visitor.post("/stock/movements", {"rows": [_received(shelf, visitor.name("why"))]})
    return shelf


def _received(shelf: Shelf, reason: str) -> dict[str, Any]:
    return {
        "kind": "receive",
        "variant_id": shelf.variant_id,
        "location_id": shelf.location_id,
        "units": 5,
        "reason": reason,
    }


async def list_locations(house: House) -> list[Step]:
    for _ in range(2):
        await given_location(house.owner)
    return await steps_of_list(house, "/locations")


async def create_location(house: House) -> list[Step]:
    body = new_location(house.owner)
    return [Step(Request(method="POST", path="/locations", body=body), "own")]


async def read_location(house: House) -> list[Step]:
    location_id = await given_location(house.owner)
    path = f"/locations/{location_id}"
    return [Step(Request(method="GET", path=path, names=(location_id,)))]


async def change_location(house: House) -> list[Step]:
    location_id = await given_location(house.owner)
    request = Request(
        method="PATCH",
        path=f"/locations/{location_id}",
        body={"name": house.owner.name("renamed")},
        headers=if_match(1),
        names=(location_id,),
    )
    return [Step(request)]


async def read_store_locations(house: House) -> list[Step]:
    store, location_id = await given_store(house.owner), await given_location(house.owner)
    path = f"/stores/{store['store_id']}/locations"
    await house.owner.put(path, {"location_ids": [location_id]})
    return [Step(Request(method="GET", path=path, names=(store["store_id"],)))]


async def set_store_locations(house: House) -> list[Step]:
    store, own = await given_store(house.owner), await given_store(house.other)
    location_id = await given_location(house.owner)
    request = Request(
        method="PUT",
        path=f"/stores/{store['store_id']}/locations",
        body={"location_ids": [location_id]},
    )
    in_own = replace(request, names=(location_id,), swap={store["store_id"]: own["store_id"]})
    return [Step(replace(request, names=(store["store_id"], location_id))), Step(in_own)]


async def list_stock(house: House) -> list[Step]:
    for _ in range(2):
        await given_shelf(house.owner)
    return await steps_of_list(house, "/stock")


async def read_stock(house: House) -> list[Step]:
    shelf = await given_shelf(house.owner)
    path = f"/stock/{shelf.variant_id}"
    return [Step(Request(method="GET", path=path, names=(shelf.variant_id,)))]


async def list_movements(house: House) -> list[Step]:
    shelf = await given_shelf(house.owner)
    whole, onward = await steps_of_list(house, f"{shelf.path}/movements")
    names = (shelf.variant_id, shelf.location_id)
    return [Step(replace(whole.request, names=names)), onward]


async def list_holds(house: House) -> list[Step]:
    shelf = await given_shelf(house.owner)
    names = (shelf.variant_id, shelf.location_id)
    return [Step(Request(method="GET", path=f"{shelf.path}/holds", names=names), is_bare=True)]


async def move_stock(house: House) -> list[Step]:
    return await _written(house, "/stock/movements", {"kind": "receive", "units": 3})


async def count_stock(house: House) -> list[Step]:
    return await _written(house, "/stock/counts", {"counted_units": 3})


async def set_policies(house: House) -> list[Step]:
    shelf = await given_shelf(house.owner)
    body = {"rows": [{"variant_id": shelf.variant_id, "policy": "backorder"}]}
    names = (shelf.variant_id,)
    return [Step(Request(method="PUT", path="/stock-policies", body=body, names=names))]


async def list_policies(house: House) -> list[Step]:
    for _ in range(2):
        shelf = await given_shelf(house.owner)
        body = {"rows": [{"variant_id": shelf.variant_id, "low_stock_at": 1}]}
        await house.owner.put("/stock-policies", body)
    return await steps_of_list(house, "/stock-policies")


async def _written(house: House, path: str, row: dict[str, Any]) -> list[Step]:
    """Write of the owner's variant at the owner's location; and of it at the other's own."""
    shelf, own = await given_shelf(house.owner), await given_shelf(house.other)
    whole = {**row, "variant_id": shelf.variant_id, "location_id": shelf.location_id}
    request = Request(method="POST", path=path, body={"rows": [whole]})
    names = (shelf.variant_id, shelf.location_id)
    in_own = replace(request, names=(shelf.variant_id,), swap={shelf.location_id: own.location_id})
    of_own = replace(request, names=(shelf.location_id,), swap={shelf.variant_id: own.variant_id})
    return [Step(replace(request, names=names)), Step(in_own), Step(of_own)]


PAIRS = [
    pair(list_locations),
    pair(create_location),
    pair(read_location),
    pair(change_location),
    pair(read_store_locations),
    pair(set_store_locations),
    pair(list_stock),
    pair(read_stock),
    pair(list_movements),
    pair(list_holds),
    pair(move_stock),
    pair(count_stock),
    pair(list_policies),
    pair(set_policies),
]
