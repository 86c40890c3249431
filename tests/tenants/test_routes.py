"""The HTTP shape of tenants: status codes, bodies and cookies that clients depend on."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from galleria.base.call import Services
from galleria.base.database import Database
from galleria.base.http import errors_of_routing, mount
from galleria.base.shell import Shell
from galleria.tenants import Identities, create_platform_member
from galleria.tenants.routes import ROUTES
from tests.edges import an_edge
from tests.tenants.conftest import PASSWORD, Person, an_email, given_person
from tests.tenants.test_tokens import ATTACKS

STORE = {
    "name": "Corner Café",
    "kind": "online",
    "currency": "EUR",
    "locale": "de-DE",
    "time_zone": "Europe/Berlin",
}


@pytest.fixture
async def client(database: Database, identities: Identities) -> AsyncIterator[httpx.AsyncClient]:
    services = Services({Identities: identities})
    edge = an_edge(database, identities, services)
    app = Litestar(
        mount(ROUTES, edge),
        openapi_config=None,
        exception_handlers=errors_of_routing(ROUTES, edge.log),
    )
    address = f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"
    transport = httpx.ASGITransport(Shell(app, edge.settings, edge.log), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api/v1") as client:
        yield client


async def logged_in(client: httpx.AsyncClient, person: Person, **body: object) -> httpx.Response:
    answer = await client.post(
        "/login", json={"email": person.member.email, "password": PASSWORD, **body}
    )
    client.headers["authorization"] = f"Bearer {answer.json().get('token')}"
    return answer


def a_store(**fields: object) -> dict[str, object]:
    return {**STORE, "slug": f"shop-{secrets.token_hex(6)}", **fields}


async def test_a_login_answers_with_a_token_that_says_who_one_is(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    person = await given_person(database, password_hash, role="manager")
    answer = await logged_in(client, person)
    assert (answer.status_code, answer.json()["organization"]) == (200, person.slug)
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    me = (await client.get("/me")).json()
    assert (me["kind"], me["role"], me["id"]) == (
        "member", "manager", str(person.member.member_id)
    )  # fmt: skip


async def test_a_wrong_login_is_401_and_the_eleventh_429(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    for _ in range(10):
        wrong = await logged_in(client, person, password="wrong" * 4)
        assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_password")
    late = await logged_in(client, person)
    assert (late.status_code, late.json()["code"]) == (429, "too_many_requests")
    assert 800 < int(late.headers["retry-after"]) <= 901


async def test_a_session_cookie_is_for_pages_only(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    cookie = (await logged_in(client, person, cookie=True)).headers["set-cookie"]
    assert "HttpOnly; SameSite=Lax" in cookie
    assert "Secure" not in cookie
    del client.headers["authorization"]
    assert (await client.get("/me")).status_code == 401
    fresh = await client.post("/token")
    assert (fresh.status_code, fresh.json()["organization"]) == (200, person.slug)


async def test_over_https_the_cookie_is_secure(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    answer = await client.post(
        "https://test/api/v1/login",
        json={"email": person.member.email, "password": PASSWORD, "cookie": True},
    )
    assert answer.headers["set-cookie"].endswith("; Secure")


async def test_who_logs_out_is_out(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash), cookie=True)
    out = await client.post("/logout")
    assert (out.status_code, "Max-Age=0" in out.headers["set-cookie"]) == (204, True)
    await asyncio.sleep(0.2)
    assert (await client.get("/me")).status_code == 401
    assert (await client.post("/token")).status_code == 401
    assert (await client.post("/logout")).status_code == 401


@pytest.mark.parametrize("name", ["alg none, signed", "kid SQL", "embedded jwk", "expired", "NUL"])
async def test_a_bad_token_is_401_and_never_a_bug(client: httpx.AsyncClient, name: str) -> None:
    for path in ("/me", "/stores"):
        answer = await client.get(
            path, headers=[(b"authorization", f"Bearer {ATTACKS[name]}".encode())]
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    out = await client.post(
        "/logout", headers=[(b"authorization", f"Bearer {ATTACKS[name]}".encode())]
    )
    assert out.status_code == 401


async def test_a_store_from_beginning_to_end(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash))
    created = await client.post("/stores", json=a_store())
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    path = f"/stores/{created.json()['store_id']}"
    assert (await client.get(path)).json() == created.json()
    assert (await client.patch(path, json={"name": "Other"})).status_code == 428
    changed = await client.patch(path, json={"name": "Other"}, headers={"if-match": '"1"'})
    assert (changed.json()["name"], changed.headers["etag"]) == ("Other", '"2"')
    assert (await client.delete(path, headers={"if-match": '"1"'})).status_code == 412
    assert (await client.delete(path, headers={"if-match": '"2"'})).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_the_same_key_creates_one_store(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash))
    body, headers = a_store(), {"idempotency-key": str(uuid4())}
    first, second = [await client.post("/stores", json=body, headers=headers) for _ in range(2)]
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["idempotent-replayed"] == "true"


async def test_wrong_fields_are_all_named(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash))
    wrong = a_store(slug="No Slug", kind="tent", colour="red", name=None)
    errors = (await client.post("/stores", json=wrong)).json()["errors"]
    assert {error["pointer"] for error in errors} == {"/slug", "/kind", "/colour", "/name"}


async def test_a_domain_is_added_and_removed(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash))
    store_id = (await client.post("/stores", json=a_store())).json()["store_id"]
    domain = f"{secrets.token_hex(6)}.example.com"
    added = await client.post(f"/stores/{store_id}/domains", json={"domain": domain.upper()})
    assert (added.status_code, added.json()["domain"]) == (201, domain)
    removed = await client.delete(
        f"/stores/{store_id}/domains/{domain}", headers={"if-match": added.headers["etag"]}
    )
    assert removed.status_code == 204
    assert (await client.get(f"/stores/{store_id}/domains")).json() == {"items": []}


async def test_a_role_that_may_not_is_403(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash, role="cashier"))
    assert (await client.get("/stores")).status_code == 200
    for method, path in (
        ("POST", "/stores"), ("GET", "/members"), ("POST", "/invitations"), ("GET", "/api-keys"),
        ("PATCH", "/organization"), ("GET", "/platform/organizations"),
    ):  # fmt: skip
        answer = await client.request(method, path, json={})
        assert (path, answer.status_code) == (path, 403)


async def test_a_foreign_id_and_an_absent_one_are_the_same_answer(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash))
    theirs = (await client.post("/stores", json=a_store())).json()["store_id"]
    await logged_in(client, await given_person(database, password_hash))
    for path in ("/stores/{}", "/stores/{}/domains", "/members/{}", "/api-keys/{}"):
        answers = []
        for identifier in (theirs, str(uuid4()), "no-id"):
            answer = await client.get(path.format(identifier))
            problem = answer.json()
            answers.append((answer.status_code, problem["code"], problem["title"]))
        assert answers == [(404, "not_found", "There is no such thing here")] * 3


async def test_an_invitation_travels_by_link_to_a_login(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash))
    email = an_email()
    invited = await client.post("/invitations", json={"email": email, "role": "cashier"})
    assert invited.status_code == 201
    del client.headers["authorization"]
    accepted = await client.post(
        "/invitations/accept", json={"token": invited.json()["link_token"], "password": PASSWORD}
    )
    assert (accepted.status_code, accepted.json()["member"]["state"]) == (200, "active")
    login = await client.post("/login", json={"email": email, "password": PASSWORD})
    assert login.json()["role"] == "cashier"


async def test_a_reset_travels_by_link_to_a_new_password(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    await logged_in(client, person)
    asked = await client.post("/password-resets", json={"member_id": str(person.member.member_id)})
    body = {"token": asked.json()["link_token"], "password": "another " * 3}
    assert (await client.post("/password-resets/accept", json=body)).status_code == 204
    again = await client.post("/password-resets/accept", json=body)
    assert (again.status_code, again.json()["code"]) == (404, "bad_link")
    assert (await logged_in(client, person)).status_code == 401
    assert (await logged_in(client, person, password="another " * 3)).status_code == 200


async def test_an_api_key_is_a_caller_until_it_is_revoked(
    client: httpx.AsyncClient, database: Database, password_hash: str
) -> None:
    await logged_in(client, await given_person(database, password_hash))
    created = await client.post("/api-keys", json={"name": "Till", "permissions": ["stores:read"]})
    key = created.json()
    as_key = {"authorization": f"Bearer {key['secret']}"}
    assert (await client.get("/me", headers=as_key)).json()["kind"] == "api_key"
    assert (await client.get("/stores", headers=as_key)).status_code == 200
    assert (await client.post("/stores", json=a_store(), headers=as_key)).status_code == 403
    path = f"/api-keys/{key['api_key']['api_key_id']}"
    assert (await client.delete(path, headers={"if-match": '"1"'})).status_code == 204
    await asyncio.sleep(0.2)
    assert (await client.get("/stores", headers=as_key)).status_code == 401


async def test_platform_staff_found_see_and_suspend_organizations(
    client: httpx.AsyncClient, database: Database
) -> None:
    email = an_email()
    await create_platform_member(database, email=email, role="super_admin", password=PASSWORD)
    login = await client.post("/login", json={"email": email, "password": PASSWORD})
    client.headers["authorization"] = f"Bearer {login.json()['token']}"
    body = {
        "name": "Harbour Gifts", "slug": f"gifts-{secrets.token_hex(6)}",
        "owner": {"email": an_email()},
    }  # fmt: skip
    created = await client.post("/platform/organizations", json=body)
    path = f"/platform/organizations/{created.json()['org_id']}"
    assert (created.status_code, (await client.get(path)).headers["etag"]) == (201, '"1"')
    assert (await client.patch(path, json={"state": "suspended"})).status_code == 428
    changed = await client.patch(path, json={"state": "suspended"}, headers={"if-match": '"1"'})
    assert (changed.status_code, changed.json()["state"]) == (200, "suspended")
    assert (await client.get("/stores")).status_code == 403
    assert (await client.get("/me")).json()["org_id"] is None


async def test_a_platform_admin_only_reads(client: httpx.AsyncClient, database: Database) -> None:
    email = an_email()
    await create_platform_member(database, email=email, role="admin", password=PASSWORD)
    login = await client.post("/login", json={"email": email, "password": PASSWORD})
    client.headers["authorization"] = f"Bearer {login.json()['token']}"
    assert (await client.get("/platform/organizations")).status_code == 200
    assert (await client.post("/platform/organizations", json={})).status_code == 403


@pytest.mark.parametrize("path", ["/login", "/invitations/accept", "/password-resets/accept"])
async def test_what_is_no_sign_in_is_refused_before_it_is_looked_at(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.post(path, json={"a": "x" * 20_000})).status_code == 413
    assert (await client.post(path, json={})).status_code == 422
    assert (await client.post(path, content="a=b")).status_code == 415
    headers = {"content-type": "application/json"}
    for broken in (b"{", b"\xff", b"[" * 5_000):
        assert (await client.post(path, content=broken, headers=headers)).status_code == 400
