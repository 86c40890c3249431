"""Webhook endpoints as a merchant meets them over HTTP."""

import asyncio
import sys
from typing import Any

import httpx
import msgspec
import pytest

from galleria.base.shell import App
from tests.journeys.conftest import Merchant, app, merchant, other, shopper
from tests.journeys.conftest import given_merchant as given_merchant
from tests.webhooks.receiving import receiving

__all__ = ["app", "merchant", "other", "shopper"]

HOOK = {"url": "https://hooks.example.com/in", "types": ["order.*"]}
ENDPOINTS = "/webhook-endpoints"


async def given(merchant: Merchant, **changes: Any) -> dict[str, Any]:
    created = await merchant.client.post(ENDPOINTS, json={**HOOK, **changes})
    assert created.status_code == 201, created.text
    return created.json()


async def test_the_secret_is_shown_once_and_the_public_key_always(merchant: Merchant) -> None:
    created = await given(merchant)
    path = f"{ENDPOINTS}/{created['endpoint']['endpoint_id']}"
    read = await merchant.client.get(path)
    listed = (await merchant.client.get(ENDPOINTS)).json()["items"]
    assert created["secret"].startswith("whsec_")
    assert read.json() == created["endpoint"] == listed[0]
    assert read.json()["public_key"].startswith("whpk_")
    assert "whsec_" not in read.text
    assert "keys" not in read.json()


async def test_a_rotation_shows_a_new_secret_and_the_old_public_key(merchant: Merchant) -> None:
    created = await given(merchant)
    path = f"{ENDPOINTS}/{created['endpoint']['endpoint_id']}"
    rotated = (await merchant.client.post(f"{path}/rotate-secret")).json()
    assert rotated["secret"] != created["secret"]
    assert rotated["endpoint"]["previous_public_key"] == created["endpoint"]["public_key"]
    assert rotated["endpoint"]["previous_until"] is not None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"url": "http://hooks.example.com"}, "/url"),
        ({"url": "https://127.0.0.1/hook"}, "/url"),
        ({"url": 7}, "/url"),
        ({"types": []}, "/types"),
        ({"types": ["order*"]}, "/types/0"),
        ({"types": ["Order.Placed"]}, "/types/0"),
        ({"types": ["order.*.placed"]}, "/types/0"),
        ({"colour": "blue"}, "/colour"),
        ({"description": "x" * 501}, "/description"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_made(
    merchant: Merchant, wrong: dict[str, Any], pointer: str
) -> None:
    refused = await merchant.client.post(ENDPOINTS, json={**HOOK, **wrong})
    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert (await merchant.client.get(ENDPOINTS)).json()["items"] == []


async def test_a_change_needs_the_version_that_was_read(merchant: Merchant) -> None:
    endpoint = (await given(merchant))["endpoint"]
    path = f"{ENDPOINTS}/{endpoint['endpoint_id']}"
    body = {"types": ["mug.*"], "is_active": False}
    without = await merchant.client.patch(path, json=body)
    stale = await merchant.client.patch(path, json=body, headers={"if-match": '"9"'})
    changed = await merchant.client.patch(path, json=body, headers={"if-match": '"1"'})
    assert (without.status_code, stale.status_code, changed.status_code) == (428, 412, 200)
    assert (changed.json()["types"], changed.json()["version"]) == (["mug.*"], 2)


async def test_a_deleted_endpoint_is_not_there_any_more(merchant: Merchant) -> None:
    endpoint = (await given(merchant))["endpoint"]
    path = f"{ENDPOINTS}/{endpoint['endpoint_id']}"
    deleted = await merchant.client.delete(path, headers={"if-match": '"1"'})
    assert deleted.status_code == 204
    assert (await merchant.client.get(path)).status_code == 404


async def test_there_is_an_end_to_endpoints(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The root's function has the name of its module.
    monkeypatch.setattr(sys.modules["galleria.webhooks.create_endpoint"], "ENDPOINTS_MAX", 1)
    await given(merchant)
    refused = await merchant.client.post(ENDPOINTS, json=HOOK)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhook_endpoints")


async def test_another_organizations_endpoint_is_not_there(
    merchant: Merchant, other: Merchant
) -> None:
    endpoint = (await given(merchant))["endpoint"]
    path = f"{ENDPOINTS}/{endpoint['endpoint_id']}"
    match = {"if-match": '"1"'}
    answers = [
        await other.client.get(path),
        await other.client.patch(path, json={"is_active": False}, headers=match),
        await other.client.delete(path, headers=match),
        await other.client.post(f"{path}/rotate-secret"),
        await other.client.post(f"{path}/ping"),
        await other.client.get(f"{path}/deliveries"),
    ]
    assert [it.status_code for it in answers] == [404] * 6
    assert (await merchant.client.get(path)).json() == endpoint


async def test_a_cursor_of_another_organization_is_refused(
    merchant: Merchant, other: Merchant
) -> None:
    await given(merchant)
    await given(other)
    await asyncio.sleep(0.5)
    cursor = (await merchant.client.get("/events?limit=1")).json()["next_cursor"]
    own = await merchant.client.get("/events", params={"cursor": cursor})
    refused = await other.client.get("/events", params={"cursor": cursor})
    assert own.status_code == 200
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "bad_cursor")


async def test_the_stream_goes_on_from_the_last_event_seen(app: App, merchant: Merchant) -> None:
    await given(merchant)
    await given(merchant)
    await asyncio.sleep(0.5)
    headers = {**merchant.client.headers, "last-event-id": "1"}
    first = await first_data(app, "/api/v1/events/stream", headers)
    assert first["position"] == 2
    beyond = await merchant.client.get("/events/stream", headers={"last-event-id": "999"})
    nonsense = await merchant.client.get("/events/stream", headers={"last-event-id": "x"})
    assert (beyond.status_code, nonsense.status_code) == (422, 422)


async def first_data(app: App, path: str, headers: dict[str, str]) -> dict[str, Any]:
    """Read a stream until something was said, then leave."""
    said = bytearray()
    enough, was_read = asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        if was_read.is_set():
            await enough.wait()
            return {"type": "http.disconnect"}
        was_read.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        said.extend(message.get("body", b""))
        if b"data: " in said and said.endswith(b"\n\n"):
            enough.set()

    request = httpx.Request("GET", f"http://test{path}", headers=headers)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": b"", "headers": request.headers.raw, "client": ("127.0.0.1", 1),
        "server": ("test", 80), "state": {},
    }  # fmt: skip
    scope["headers"] = [(name.lower(), value) for name, value in request.headers.raw]
    answering = asyncio.ensure_future(app(scope, receive, send))  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        await enough.wait()
    answering.cancel()
    await asyncio.wait([answering])
    return msgspec.json.decode(bytes(said).partition(b"data: ")[2].partition(b"\n")[0])


async def test_what_an_endpoint_was_sent_is_listed_with_the_newest_first(
    merchant: Merchant,
) -> None:
    async with receiving() as receiver:
        endpoint = (await given(merchant, types=["*"]))["endpoint"]
        path = f"{ENDPOINTS}/{endpoint['endpoint_id']}"
        pinged = (await merchant.client.post(f"{path}/ping")).json()
        async with asyncio.timeout(10):
            while True:
                log = (await merchant.client.get(f"{path}/deliveries")).json()["items"]
                if log and log[0]["tries"]:
                    break
                await asyncio.sleep(0.1)
        of_event = await merchant.client.get(f"/events/{pinged['event_id']}/deliveries")
    assert receiver.received == []
    assert log[0]["event_id"] == pinged["event_id"]
    assert of_event.json()["items"][0]["endpoint_id"] == endpoint["endpoint_id"]
