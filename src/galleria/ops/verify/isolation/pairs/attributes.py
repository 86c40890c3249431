"""The attributes that an organization defines."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from galleria.ops.verify.isolation.replay.pair import (
    House,
    Step,
    Visitor,
    if_match,
    pair,
    steps_of_list,
)
from galleria.ops.verify.isolation.replay.requests import Request


def new_attribute(visitor: Visitor) -> dict[str, Any]:
    """Return the body of an attribute with a key of its own."""
    key = visitor.name("attribute")
    return {"key": key, "name": key, "kind": "choice", "choices": [visitor.name("choice")]}


async def given_attribute(visitor: Visitor) -> str:
    """Define an attribute."""
    return (await visitor.post("/attributes", new_attribute(visitor)))["attribute_id"]


async def list_attributes(house: House) -> list[Step]:
    for _ in range(2):
        await given_attribute(house.owner)
    return await steps_of_list(house, "/attributes")


async def create_attribute(house: House) -> list[Step]:
    body = new_attribute(house.owner)
    return [Step(Request(method="POST", path="/attributes", body=body), "own")]


async def read_attribute(house: House) -> list[Step]:
    return [await _named(house, "GET")]


async def change_attribute(house: House) -> list[Step]:
    return [await _named(house, "PATCH", body={"name": house.owner.name("renamed")})]


async def delete_attribute(house: House) -> list[Step]:
    return [await _named(house, "DELETE")]


async def _named(house: House, method: str, *, body: Any = None) -> Step:
    attribute_id = await given_attribute(house.owner)
    request = Request(
        method=method,
        path=f"/attributes/{attribute_id}",
        body=body,
        headers={} if method == "GET" else if_match(1),
        names=(attribute_id,),
    )
    return Step(request)


PAIRS = [
    pair(list_attributes),
    pair(create_attribute),
    pair(read_attribute),
    pair(change_attribute),
    pair(delete_attribute),
]
