"""The organization itself, its API keys, and what the platform's staff do with it."""

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

ORGANIZATIONS = "/platform/organizations"


async def given_api_key(visitor: Visitor) -> dict[str, Any]:
    """Make an API key; what is returned is the key without its secret."""
    body = {"name": visitor.name("key"), "permissions": ["stores:read"]}
    created = await visitor.post("/api-keys", body)
    return created["api_key"]


async def read_organization(house: House) -> list[Step]:
    return [Step(Request(method="GET", path="/organization"), "own")]


async def change_organization(house: House) -> list[Step]:
    version = (await house.owner.get("/organization"))["version"]
    others = (await house.other.get("/organization"))["version"]
    request = Request(
        method="PATCH",
        path="/organization",
        body={"description": house.owner.name("description")},
        headers=if_match(version),
        swap={f'"{version}"': f'"{others}"'},
    )
    return [Step(request, "own")]


async def list_api_keys(house: House) -> list[Step]:
    for _ in range(2):
        await given_api_key(house.owner)
    return await steps_of_list(house, "/api-keys")


async def create_api_key(house: House) -> list[Step]:
    body = {"name": house.owner.name("key"), "permissions": ["stores:read"]}
    return [Step(Request(method="POST", path="/api-keys", body=body), "own")]


async def read_api_key(house: House) -> list[Step]:
    key = (await given_api_key(house.owner))["api_key_id"]
    return [Step(Request(method="GET", path=f"/api-keys/{key}", names=(key,)))]


async def revoke_api_key(house: House) -> list[Step]:
    key = await given_api_key(house.owner)
    key_id = key["api_key_id"]
    headers = if_match(key["version"])
    path = f"/api-keys/{key_id}"
    return [Step(Request(method="DELETE", path=path, headers=headers, names=(key_id,)))]


async def list_organizations(house: House) -> list[Step]:
    return [Step(Request(method="GET", path=ORGANIZATIONS), "refused")]


async def create_organization(house: House) -> list[Step]:
    slug = house.staff.name("organization")
    body = {"name": slug, "slug": slug, "owner": {"email": f"{slug}@example.com"}}
    return [Step(Request(method="POST", path=ORGANIZATIONS, body=body), "refused")]


async def read_organization_by_id(house: House) -> list[Step]:
    org_id = str(house.owner.org_id)
    path = f"{ORGANIZATIONS}/{org_id}"
    return [Step(Request(method="GET", path=path, names=(org_id,)))]


async def change_organization_standing(house: House) -> list[Step]:
    organization = await house.owner.get("/organization")
    org_id = str(house.owner.org_id)
    tier = "enterprise" if organization["tier"] == "standard" else "standard"
    request = Request(
        method="PATCH",
        path=f"{ORGANIZATIONS}/{org_id}",
        body={"tier": tier},
        headers=if_match(organization["version"]),
        names=(org_id,),
    )
    return [Step(request)]


async def describe_api(house: House) -> list[Step]:
    return [Step(Request(method="GET", path="/openapi.json"), "own", is_bare=True)]


PAIRS = [
    pair(read_organization),
    pair(change_organization),
    pair(list_api_keys),
    pair(create_api_key),
    pair(read_api_key),
    pair(revoke_api_key),
    pair(list_organizations, by_staff=True),
    pair(create_organization, by_staff=True),
    pair(read_organization_by_id, by_staff=True),
    pair(
        change_organization_standing,
        by_staff=True,
    ),
    pair(
        describe_api,
        public="it is the API's description, the same for everybody, and holds nobody's data",
    ),
]
