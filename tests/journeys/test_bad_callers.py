"""Who may not, where there is nothing, and what was changed meanwhile, over HTTP."""

import asyncio
import base64
import hmac
import json
import re
import time
from typing import Any, get_args
from uuid import uuid4

import asyncpg
import httpx
import pytest

from galleria.app import ENDPOINTS
from galleria.base.endpoints import PATH_NAME, Access
from galleria.base.shell import App
from galleria.tenants.rules import Role, permissions_of
from tests.journeys.conftest import PASSWORD, Merchant
from tests.journeys.test_bad_input import Range, faults, given_range

ROLES = get_args(Role)
# By what can be held: one address each.
GUARDED = [endpoint for endpoint in ENDPOINTS if endpoint.access is Access.CALLER]


@pytest.fixture
async def shelf(merchant: Merchant) -> Range:
    return await given_range(merchant.client)


async def member(app: App, merchant: Merchant, role: str) -> httpx.AsyncClient:
    """Invite somebody who accepts and signs in."""
    email = f"new-{role}@{merchant.slug}.example"
    invited = await merchant.client.post("/invitations", json={"email": email, "role": role})
    body = {"token": invited.json()["link_token"], "password": PASSWORD}
    accepted = await merchant.client.post("/invitations/accept", json=body)
    assert accepted.status_code == 200, accepted.text
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/api/v1")
    signed_in = await client.post("/login", json={"email": email, "password": PASSWORD})
    client.headers["authorization"] = f"Bearer {signed_in.json()['token']}"
    return client


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_what_is_its_own_and_nothing_else(
    app: App, merchant: Merchant, role: str
) -> None:
    client = await member(app, merchant, role)
    for endpoint in GUARDED:
        path = PATH_NAME.sub(str(uuid4()), endpoint.path)
        is_refused = endpoint.permission not in permissions_of(role)
        # What streams to whoever may listen has no end; its head says enough.
        is_endless = endpoint.media_type == "text/event-stream" and not is_refused
        answer = await client.request("HEAD" if is_endless else endpoint.method, path)
        assert (answer.status_code == 403) == is_refused, (endpoint.operation_id, answer.text)
        if is_refused:
            assert answer.json()["facts"] == {"permission": endpoint.permission}
    await client.aclose()


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic b3duZXI6cGFzcw==", "Bearer " * 9]
)
async def test_without_a_token_no_guarded_address_answers(app: App, header: str) -> None:
    headers = {"authorization": header} if header else {}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api/v1") as client:
        for endpoint in GUARDED:
            path = PATH_NAME.sub(str(uuid4()), endpoint.path)
            refused = await client.request(endpoint.method, path, headers=headers)
            assert not faults(refused, 401)
            assert refused.headers["www-authenticate"].startswith("Bearer")


async def forged(server_url: str, token: str, **changes: Any) -> str:
    """Sign a real token's claims anew with the installation's own key, changed."""
    header, claims, _ = token.split(".")
    known = {"header": _plain(header), "claims": _plain(claims)}
    connection = await asyncpg.connect(server_url)
    secret = await connection.fetchval(
        "SELECT secret FROM directory_signing_key WHERE kid = $1", known["header"]["kid"]
    )
    await connection.close()
    known["header"].update(changes.get("header", {}))
    known["claims"].update(changes.get("claims", {}))
    text = ".".join(_encoded(json.dumps(known[part]).encode()) for part in ("header", "claims"))
    signature = hmac.digest(
        changes.get("secret", secret), text.encode(), changes.get("by", "sha256")
    )
    return f"{text}.{_encoded(signature)}"


def _plain(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


async def test_expired_forged_and_wrongly_signed_tokens_are_refused(
    merchant: Merchant, other: Merchant, server_url: str
) -> None:
    token = merchant.client.headers["authorization"].removeprefix("Bearer ")
    org_id = (await other.client.get("/me")).json()["org_id"]
    now = time.time()
    # The forger's tools are sound: unchanged, it is let in.
    assert (await _asked(merchant, await forged(server_url, token))).status_code == 200
    attacks = {
        "expired": {"claims": {"iat": now - 2_000, "exp": now - 1_000}},
        "of the future": {"claims": {"iat": now + 1_000, "exp": now + 1_900}},
        "for ever": {"claims": {"exp": now + 10**9}},
        "no algorithm": {"header": {"alg": "none"}},
        "another algorithm": {"header": {"alg": "HS512"}, "by": "sha512"},
        "a public key's": {"header": {"alg": "RS256"}},
        "another key": {"secret": b"x" * 32},
        "an unknown key": {"header": {"kid": "mine"}},
        "brings its key": {"header": {"jwk": {"kty": "oct", "k": "eA"}}},
        "another audience": {"claims": {"aud": "elsewhere"}},
    }
    for name, changes in attacks.items():
        assert not faults(
            await _asked(merchant, await forged(server_url, token, **changes)), 401
        ), name
    # Another organization's id is nothing without our key.
    head, claims, signature = token.split(".")
    swapped = _encoded(json.dumps({**_plain(claims), "org": org_id}).encode())
    for text in (f"{head}.{swapped}.{signature}", f"{head}.{claims}.", f"{head}.{claims}"):
        assert not faults(await _asked(merchant, text), 401)


async def _asked(merchant: Merchant, token: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    return await merchant.client.get("/stores", headers=headers)


async def test_foreign_deleted_and_absent_ids_are_told_apart_by_nobody(
    shelf: Range, other: Merchant
) -> None:
    theirs = await given_range(other.client)
    gone = (await shelf.create({"name": "Gone", "price_minor": 1})).json()["rows"][0]
    path = f"{shelf.path}/products"
    await shelf.client.delete(f"{path}/{gone['id']}", headers={"if-match": '"1"'})
    ids = [theirs.product_id, gone["id"], str(uuid4()), shelf.category_id]
    for method, body, headers in (
        ("GET", None, {}),
        ("PATCH", {"price_minor": 2}, {"if-match": '"1"'}),
        ("DELETE", None, {"if-match": '"1"'}),
    ):
        answers = [
            await shelf.client.request(method, f"{path}/{id_}", json=body, headers=headers)
            for id_ in ids
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({_comparable(answer) for answer in answers}) == 1
    rows = [{"product_id": id_, "price_minor": 2} for id_ in ids]
    outcome = (await shelf.change(*rows, params={"partial": "true"})).json()
    assert [row["status"] for row in outcome["rows"]] == ["not_found"] * 4
    assert (await shelf.client.get(theirs.path)).status_code == 404


def _comparable(answer: httpx.Response) -> str:
    headers = {
        k: v for k, v in answer.headers.items() if k not in ("x-request-id", "content-length")
    }
    text = re.sub('"(request_id|instance)":"[^"]*"', "", answer.text)
    return f"{headers} {text}"


async def test_who_did_not_read_the_latest_version_changes_nothing(shelf: Range) -> None:
    path = f"{shelf.path}/products/{shelf.product_id}"
    etag = (await shelf.client.get(path)).headers["etag"]
    for method, body in (("PATCH", {"name": "Cup"}), ("DELETE", None)):
        assert not faults(await shelf.client.request(method, path, json=body), 428)
    changed = await shelf.client.patch(path, json={"name": "Cup"}, headers={"if-match": etag})
    assert changed.headers["etag"] != etag
    for method, body in (("PATCH", {"name": "Jar"}), ("DELETE", None)):
        stale = await shelf.client.request(method, path, json=body, headers={"if-match": etag})
        assert not faults(stale, 412)
    row = {"product_id": shelf.product_id, "version": 1, "name": "Jar"}
    assert faults(await shelf.change(row)) == {("/rows/0", "stale")}
    assert await shelf.names() == ["Cup"]


async def test_of_many_who_read_the_same_version_one_changes_it(shelf: Range) -> None:
    path = f"{shelf.path}/products/{shelf.product_id}"
    headers = {"if-match": (await shelf.client.get(path)).headers["etag"]}
    asked = [shelf.client.patch(path, json={"name": f"N{n}"}, headers=headers) for n in range(8)]
    statuses = [answer.status_code for answer in await asyncio.gather(*asked)]
    assert sorted(statuses) == [200] + [412] * 7


async def test_a_revoked_key_is_refused_within_a_second(merchant: Merchant) -> None:
    body = {"name": "till", "permissions": ["stores:read"]}
    made = (await merchant.client.post("/api-keys", json=body)).json()
    headers = {"authorization": f"Bearer {made['secret']}"}
    assert (await merchant.client.get("/stores", headers=headers)).status_code == 200
    assert not faults(await merchant.client.get("/catalogs", headers=headers), 403)
    revoked = await merchant.client.delete(
        f"/api-keys/{made['api_key']['api_key_id']}", headers={"if-match": '"1"'}
    )
    assert revoked.status_code == 204
    await asyncio.sleep(1)
    assert not faults(await merchant.client.get("/stores", headers=headers), 401)


async def test_a_member_who_is_removed_or_changed_is_another_within_a_second(
    app: App, merchant: Merchant
) -> None:
    client = await member(app, merchant, "manager")
    assert (await client.get("/catalogs")).status_code == 200
    [found] = [
        it
        for it in (await merchant.client.get("/members")).json()["items"]
        if it["role"] == "manager"
    ]
    path, headers = f"/members/{found['member_id']}", {"if-match": f'"{found["version"]}"'}
    changed = await merchant.client.patch(path, json={"role": "cashier"}, headers=headers)
    assert changed.status_code == 200, changed.text
    await asyncio.sleep(1)
    # The old token said manager; who signs in again is a cashier.
    assert not faults(await client.get("/members"), 401)
    await client.aclose()
