"""Stores and their domains."""

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


def new_store(visitor: Visitor, **fields: Any) -> dict[str, Any]:
    """Return the body of a store with a slug of its own."""
    slug = visitor.name("store")
    plain = {
        "name": slug,
        "slug": slug,
        "kind": "online",
        "status": "active",
        "currency": "EUR",
        "locale": "en-GB",
        "time_zone": "Europe/London",
    }
    return {**plain, **fields}


async def given_store(visitor: Visitor) -> dict[str, Any]:
    """Create a store that is open to shoppers."""
    return await visitor.post("/stores", new_store(visitor))


async def given_domain(visitor: Visitor, store_id: str) -> str:
    """Map a domain to a store."""
    domain = f"{visitor.name('host')}.example.com"
    await visitor.post(f"/stores/{store_id}/domains", {"domain": domain})
    return domain


async def list_stores(house: House) -> list[Step]:
    for _ in range(2):
        await given_store(house.owner)
    return await steps_of_list(house, "/stores")


async def create_store(house: House) -> list[Step]:
    body = new_store(house.owner)
    # Slugs of stores are one namespace: the other asks for one of its own under the same key.
    swap = {body["slug"]: house.other.name("store")}
    return [Step(Request(method="POST", path="/stores", body=body, swap=swap), "own")]


async def read_store(house: House) -> list[Step]:
    store = await given_store(house.owner)
    return [_named("GET", store)]


async def change_store(house: House) -> list[Step]:
    store = await given_store(house.owner)
    return [_named("PATCH", store, body={"name": house.owner.name("renamed")})]


async def delete_store(house: House) -> list[Step]:
    return [_named("DELETE", await given_store(house.owner))]


async def list_domains(house: House) -> list[Step]:
    store = await given_store(house.owner)
    await given_domain(house.owner, store["store_id"])
    return [_named("GET", store, "/domains")]


async def add_domain(house: House) -> list[Step]:
    store = await given_store(house.owner)
    body = {"domain": f"{house.owner.name('host')}.example.com"}
    return [_named("POST", store, "/domains", body=body)]


async def remove_domain(house: House) -> list[Step]:
    store, own = await given_store(house.owner), await given_store(house.other)
    first = await given_domain(house.owner, store["store_id"])
    second = await given_domain(house.owner, store["store_id"])
    whole = Request(
        method="DELETE",
        path=f"/stores/{store['store_id']}/domains/{first}",
        headers=if_match(1),
        names=(store["store_id"], first),
    )
    from_own = Request(
        method="DELETE",
        path=f"/stores/{store['store_id']}/domains/{second}",
        headers=if_match(1),
        names=(second,),
        swap={store["store_id"]: own["store_id"]},
    )
    return [Step(whole), Step(from_own)]


def _named(method: str, store: dict[str, Any], rest: str = "", *, body: Any = None) -> Step:
    changes = method in ("PATCH", "DELETE")
    return Step(
        Request(
            method=method,
            path=f"/stores/{store['store_id']}{rest}",
            body=body,
            headers=if_match(store["version"]) if changes else {},
            names=(store["store_id"],),
        )
    )


PAIRS = [
    pair(list_stores),
    pair(create_store),
    pair(read_store),
    pair(change_store),
    pair(delete_store),
    pair(list_domains),
    pair(add_domain),
    pair(remove_domain),
]
