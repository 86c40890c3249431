"""What shoppers search for, count and are suggested, by the request's host and by the slug."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from functools import partial

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.shops import PUBLIC, Door, Read, given_shop
from galleria.ops.verify.isolation.replay.pair import House, Pair, Step


async def count_shop_products(house: House, *, is_by_slug: bool) -> list[Step]:
    door = await _door(house, is_by_slug)
    return [door.step("/facets"), _asked(door, "/facets", q=door.theirs.sku)]


async def suggest_products(house: House, *, is_by_slug: bool) -> list[Step]:
    door = await _door(house, is_by_slug)
    return [_asked(door, "/suggestions", q=door.theirs.sku)]


def _asked(door: Door, rest: str, **query: str) -> Step:
    """Return the owner's question, which the other asks of its own shop."""
    step = door.step(rest)
    return Step(replace(step.request, query=query), "own")


async def _door(house: House, is_by_slug: bool) -> Door:
    return Door(await given_shop(house.owner), await given_shop(house.other), is_by_slug)


def _pair(read: Read, *, is_by_slug: bool) -> Pair:
    return Pair(
        operation=read.__name__ + ("_by_slug" if is_by_slug else ""),
        steps=partial(read, is_by_slug=is_by_slug),
        public=PUBLIC,
    )


READS: tuple[Read, ...] = (count_shop_products, suggest_products)

PAIRS = [_pair(read, is_by_slug=is_by_slug) for read in READS for is_by_slug in (False, True)]
