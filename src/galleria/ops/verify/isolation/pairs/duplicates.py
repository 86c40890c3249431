"""A second product made of one that is there."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from galleria.ops.verify.isolation.pairs.catalogs import in_both_houses
from galleria.ops.verify.isolation.pairs.translations import given_translated
from galleria.ops.verify.isolation.replay.pair import House, Step, pair
from galleria.ops.verify.isolation.replay.requests import Request


async def duplicate_product(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> tuple[Request, tuple[str, ...]]:
        product_id = await given_translated(house.owner, catalog_id, "product")
        path = f"/catalogs/{catalog_id}/products/{product_id}/duplicate"
        body = {"name": house.owner.name("copy")}
        return Request(method="POST", path=path, body=body), (product_id,)

    return await in_both_houses(house, make)


PAIRS = [pair(duplicate_product)]
