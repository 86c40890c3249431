"""Endpoints that need the request itself: the address behind a log-in, cookies, other tenants."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.arguments import if_match_of
from galleria.base.call import Answer, Call
from galleria.base.context import ActorKind, Context, Tier
from galleria.base.ids import new_id
from galleria.base.refusals import NotFound, Unauthorized
from galleria.tenants.directory.accounts import accept_invitation as invitation
from galleria.tenants.directory.accounts import accept_reset as reset
from galleria.tenants.directory.accounts import exchange_session as session
from galleria.tenants.directory.accounts import log_in as logging_in
from galleria.tenants.directory.accounts import log_out as logging_out
from galleria.tenants.directory.administer_organization import (
    StandingChanges,
    change_standing,
    read_any_organization,
)
from galleria.tenants.directory.create_organization import NewOrganization
from galleria.tenants.directory.create_organization import create_organization as create
from galleria.tenants.identities import API_KEY_PREFIX, Identities, bearer

COOKIE = "galleria_session"
CREDENTIALS_BYTES_MAX = 16_384
SESSION_S = int(logging_in.SESSION_LIFE.total_seconds())
# What holds a secret is kept by nobody on the way.
UNCACHED = {"cache-control": "no-store"}


class Me(Struct, frozen=True):
    """Who the caller is, as their token or key says."""

    kind: ActorKind
    id: UUID | None
    org_id: UUID | None
    tier: Tier
    role: str | None
    permissions: list[str]


async def log_in(call: Call) -> Answer:
    """Sign in with e-mail and password, for a token and, if asked for, a session cookie."""
    body = await call.json(logging_in.Login)
    admission = await logging_in.log_in(
        _identities(call), body=body, address=call.client_address, now=datetime.now(UTC)
    )
    headers = dict(UNCACHED)
    if admission.session is not None:
        headers["set-cookie"] = _cookie(call, admission.session, SESSION_S)
    return _answer(200, admission.signed_in, headers)


async def exchange_session(call: Call) -> Answer:
    """Exchange the session cookie for a fresh token."""
    secret = _session(call)
    if secret is None:
        raise Unauthorized("There is no session: sign in first.")
    signed_in = await session.exchange_session(
        _identities(call), session=secret, now=datetime.now(UTC)
    )
    return _answer(200, signed_in, UNCACHED)


async def log_out(call: Call) -> Answer:
    """End the session, and every token that came from it, on every process within a second."""
    token = bearer(call.headers) if "authorization" in call.headers else None
    await logging_out.log_out(_identities(call), token=token, session=_session(call))
    return Answer(204, b"", {**UNCACHED, "set-cookie": _cookie(call, "", 0)})


async def read_me(call: Call) -> Answer:
    """Say who the caller is. No query: the token says it all."""
    identity, credential = call.identity, bearer(call.headers)
    assert identity is not None
    role = None
    if not credential.startswith(API_KEY_PREFIX):
        role = _identities(call).keyring.verify(credential, datetime.now(UTC)).role
    me = Me(
        identity.actor.kind,
        identity.actor.actor_id,
        identity.org_id,
        identity.tier,
        role,
        sorted(identity.permissions),
    )
    return _answer(200, me, UNCACHED)


async def accept_invitation(call: Call) -> Answer:
    """Accept an invitation: a new person chooses a password, a known one gives theirs."""
    joined = await invitation.accept_invitation(
        _identities(call),
        body=await call.json(invitation.Acceptance),
        address=call.client_address,
        request_id=call.request_id,
        now=datetime.now(UTC),
    )
    return _answer(200, joined, UNCACHED)


async def accept_reset(call: Call) -> Answer:
    """Choose a new password by a link; every session and token of the account ends."""
    await reset.accept_reset(
        _identities(call),
        body=await call.json(reset.NewPassword),
        request_id=call.request_id,
        now=datetime.now(UTC),
    )
    return Answer(204, b"", UNCACHED)


async def create_organization(call: Call) -> Answer:
    """Create an organization and invite its owner."""
    body = await call.json(NewOrganization)
    created = await create(call.database, _context(call, new_id(), body.tier), body)
    return _answer(201, created, UNCACHED)


async def read_organization_by_id(call: Call) -> Answer:
    """Return one organization."""
    organization = await read_any_organization(call.database, _context(call, _org_id(call)))
    return _answer(200, organization, {"etag": f'"{organization.version}"'})


async def change_organization_standing(call: Call) -> Answer:
    """Change an organization's tier, or suspend it, or let it in again."""
    organization = await change_standing(
        call.database,
        _context(call, _org_id(call)),
        await call.json(StandingChanges),
        if_match=if_match_of(call),
    )
    return _answer(200, organization, {"etag": f'"{organization.version}"'})


def _identities(call: Call) -> Identities:
    return call.services.get(Identities)


def _answer(status: int, result: Struct, headers: dict[str, str]) -> Answer:
    return Answer(status, msgspec.json.encode(result), headers)


def _context(call: Call, org_id: UUID, tier: Tier = "standard") -> Context:
    """Return the context of platform staff at work inside an organization."""
    assert call.identity is not None
    return Context(org_id, call.identity.actor, call.request_id, datetime.now(UTC), tier)


def _org_id(call: Call) -> UUID:
    try:
        return UUID(call.path_values["org_id"])
    except ValueError:
        raise NotFound() from None


def _session(call: Call) -> str | None:
    for pair in call.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and value:
            return value
    return None


def _cookie(call: Call, value: str, max_age_s: int) -> str:
    secure = "; Secure" if call.is_https else ""
    return f"{COOKIE}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}"
