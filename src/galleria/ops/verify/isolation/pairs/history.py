"""What became of a product."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import (
    given_catalog,
    given_product,
    in_both_houses,
)
from galleria.ops.verify.isolation.replay.pair import House, Step, if_match, pair, steps_of_list
from galleria.ops.verify.isolation.replay.requests import Request

Made = tuple[Request, tuple[str, ...]]


async def list_product_history(house: House) -> list[Step]:
    async def make(house: House, catalog_id: str) -> Made:
        product_id = await given_product(house.owner, catalog_id)
        path = f"/catalogs/{catalog_id}/products/{product_id}"
        body = {"name": house.owner.name("renamed")}
        await house.owner.made(Request(method="PATCH", path=path, body=body, headers=if_match(1)))
        return Request(method="GET", path=f"{path}/history"), (product_id,)

    # The owner's cursor in other hands: for the owner's product, and for one of the other's own.
    theirs, own = await given_catalog(house.owner), await given_catalog(house.other)
    request, ids = await make(house, theirs)
    own_product = await given_product(house.other, own)
    _, onward = await steps_of_list(house, request.path)
    names = (*ids, *onward.request.names)
    swapped = replace(onward.request, swap={theirs: own, ids[0]: own_product})
    return [
        *await in_both_houses(house, make),
        Step(replace(onward.request, names=names)),
        Step(swapped),
    ]


PAIRS = [pair(list_product_history)]
