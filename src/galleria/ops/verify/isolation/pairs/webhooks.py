"""Webhook endpoints, and the log of what was delivered to them."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from galleria.ops.errors import OperatorError
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

ENDPOINTS = "/webhook-endpoints"
# A name that is never anybody's: what is sent while a job is done leads nowhere.
URL = "https://webhooks.invalid/hook"
EVER = {"recorded_from": "2020-01-01T00:00:00Z", "recorded_until": "2100-01-01T00:00:00Z"}


async def given_endpoint(visitor: Visitor, *types: str) -> dict[str, Any]:
    """Make an endpoint."""
    body = {
        "url": URL,
        "types": list(types) or ["nothing.ever"],
        "description": visitor.name("hook"),
    }
    return (await visitor.post(ENDPOINTS, body))["endpoint"]


async def given_deliveries(house: House) -> tuple[str, list[str]]:
    """Have two events delivered to an endpoint; return its id and theirs."""
    stores = [await given_store(house.owner) for _ in range(2)]
    await house.place_events()
    endpoint_id = (await given_endpoint(house.owner, "store.created"))["endpoint_id"]
    body = {**EVER, "types": ["store.created"]}
    accepted = await house.owner.post(f"{ENDPOINTS}/{endpoint_id}/replays", body)
    await house.finish(accepted["job_id"])
    subjects = {store["store_id"] for store in stores}
    created = Request(method="GET", path="/audit-trail", query={"type": "store.created"})
    page = await house.owner.made(created)
    events = [it["event_id"] for it in page["items"] if it["subject_id"] in subjects]
    if len(events) < len(subjects):
        raise OperatorError("The stores' events are not in the audit trail.")
    return endpoint_id, events


async def create_webhook_endpoint(house: House) -> list[Step]:
    body = {"url": URL, "types": ["order.*"], "description": house.owner.name("hook")}
    return [Step(Request(method="POST", path=ENDPOINTS, body=body), "own")]


async def list_webhook_endpoints(house: House) -> list[Step]:
    for _ in range(2):
        await given_endpoint(house.owner)
    return await steps_of_list(house, ENDPOINTS)


async def read_webhook_endpoint(house: House) -> list[Step]:
    return [_named("GET", await given_endpoint(house.owner))]


async def change_webhook_endpoint(house: House) -> list[Step]:
    endpoint = await given_endpoint(house.owner)
    return [_named("PATCH", endpoint, body={"is_active": False})]


async def delete_webhook_endpoint(house: House) -> list[Step]:
    return [_named("DELETE", await given_endpoint(house.owner))]


async def rotate_webhook_secret(house: House) -> list[Step]:
    return [_named("POST", await given_endpoint(house.owner), "/rotate-secret")]


async def ping_webhook_endpoint(house: House) -> list[Step]:
    return [_named("POST", await given_endpoint(house.owner), "/ping")]


async def list_deliveries(house: House) -> list[Step]:
    endpoint_id, _ = await given_deliveries(house)
    path = f"{ENDPOINTS}/{endpoint_id}/deliveries"
    # A list of somebody else's endpoint is not empty: it is not there.
    return [Step(Request(method="GET", path=path, names=(endpoint_id,)))]


async def read_delivery(house: House) -> list[Step]:
    endpoint_id, (event_id, *_) = await given_deliveries(house)
    path = f"{ENDPOINTS}/{endpoint_id}/deliveries/{event_id}"
    return [Step(Request(method="GET", path=path, names=(endpoint_id, event_id)))]


async def replay_delivery(house: House) -> list[Step]:
    endpoint_id, (event_id, *_) = await given_deliveries(house)
    path = f"{ENDPOINTS}/{endpoint_id}/deliveries/{event_id}/replay"
    return [Step(Request(method="POST", path=path, names=(endpoint_id, event_id)))]


async def replay_deliveries(house: House) -> list[Step]:
    endpoint = await given_endpoint(house.owner)
    return [_named("POST", endpoint, "/replays", body=EVER)]


async def list_deliveries_of_event(house: House) -> list[Step]:
    _, (event_id, *_) = await given_deliveries(house)
    path = f"/events/{event_id}/deliveries"
    return [Step(Request(method="GET", path=path, names=(event_id,)))]


def _named(method: str, endpoint: dict[str, Any], rest: str = "", *, body: Any = None) -> Step:
    endpoint_id = endpoint["endpoint_id"]
    headers = if_match(endpoint["version"]) if method in ("PATCH", "DELETE") else {}
    path = f"{ENDPOINTS}/{endpoint_id}{rest}"
    request = Request(method=method, path=path, body=body, headers=headers, names=(endpoint_id,))
    return Step(request)


PAIRS = [
    pair(create_webhook_endpoint),
    pair(list_webhook_endpoints),
    pair(read_webhook_endpoint),
    pair(change_webhook_endpoint),
    pair(delete_webhook_endpoint),
    pair(rotate_webhook_secret),
    pair(ping_webhook_endpoint),
    pair(list_deliveries),
    pair(read_delivery),
    pair(replay_delivery),
    pair(replay_deliveries),
    pair(list_deliveries_of_event),
]
