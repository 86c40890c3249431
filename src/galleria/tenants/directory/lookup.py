"""Implements the engine's `Directory`: hosts, slugs, keys, tokens and sessions to organizations.

Tokens cost no query. The others are looked up at most once a second each; a revoked key or
session is refused at once where the revocation is known, whatever the cache holds.
"""

from datetime import UTC, datetime
from uuid import UUID

from galleria.base.context import Actor
from galleria.base.database import Database
from galleria.base.refusals import Unauthorized
from galleria.base.tx import platform_transaction
from galleria.engine.directory import Caller, OrganizationState, StoreAddress
from galleria.tenants.directory.accounts.queries import Membership, find_session, memberships_of
from galleria.tenants.directory.cache import SHOPS_SIGNAL, LookupCache
from galleria.tenants.directory.queries import (
    ApiKeyEntry,
    ShopEntry,
    find_api_key_entry,
    shop_by_domain,
    shop_by_slug,
)
from galleria.tenants.directory.secrets import secret_hash
from galleria.tenants.revocations import Revocations
from galleria.tenants.rules import known_permissions, permissions_of
from galleria.tenants.tokens import Claims, Keyring

NAME_LENGTH_MAX = 253


class TenantDirectory:
    """The engine's door to who is who. One a process, because it keeps what it found."""

    def __init__(self, database: Database, keyring: Keyring, revocations: Revocations) -> None:
        self._database = database
        self._keyring = keyring
        self._revocations = revocations
        self._hosts = LookupCache[StoreAddress | None]()
        self._slugs = LookupCache[StoreAddress | None]()
        self._keys = LookupCache[ApiKeyEntry | None]()
        self._sessions = LookupCache[Caller | None]()

    def hear(self, signals: set[str]) -> None:
        """Forget where shops are as soon as this process has moved one: a second is for others."""
        if SHOPS_SIGNAL in signals:
            self._hosts.forget()
            self._slugs.forget()

    async def by_host(self, host: str) -> StoreAddress | None:
        """Return the store that a Host header leads to; its port and case do not matter."""
        domain = _without_port(host).lower().removesuffix(".")
        if not _may_be_name(domain):
            return None
        return await self._hosts.get(domain, lambda: self._find_host(domain))

    async def by_slug(self, slug: str) -> StoreAddress | None:
        """Return the store with that slug."""
        if not _may_be_name(slug):
            return None
        return await self._slugs.get(slug, lambda: self._find_slug(slug))

    async def by_api_key(self, raw: str) -> Caller | None:
        """Return whose API key it is."""
        key_hash = secret_hash(raw)
        entry = await self._keys.get(key_hash.hex(), lambda: self._find_key(key_hash))
        if entry is None or self._revocations.has("api_key", entry.api_key_id):
            return None
        if entry.expires_at is not None and entry.expires_at <= datetime.now(UTC):
            return None
        return Caller(
            org_id=entry.org_id,
            tier=entry.tier,
            state=entry.state,
            actor=Actor("api_key", entry.api_key_id),
            permissions=known_permissions(entry.permissions),
            expires_at=entry.expires_at,
        )

    async def by_token(self, raw: str) -> Caller | None:
        """Return whose signed token it is. No query (requirement Z3)."""
        try:
            claims = self._keyring.verify(raw, datetime.now(UTC))
        except Unauthorized:
            return None
        return self.caller_of(claims)

    async def by_session(self, raw: str) -> Caller | None:
        """Return whose cookie session it is."""
        session_hash = secret_hash(raw)
        caller = await self._sessions.get(
            session_hash.hex(), lambda: self._find_session(session_hash)
        )
        if caller is None or self._revocations.has("session", caller.token_id):
            return None
        return caller

    def caller_of(self, claims: Claims) -> Caller | None:
        """Return whom verified claims speak of, or None when they were taken back."""
        if self._revocations.covers(claims):
            return None
        return Caller(
            org_id=claims.org,
            tier=claims.tier,
            state=self._state(claims),
            actor=_actor(claims),
            permissions=_permissions(claims),
            token_id=claims.jti,
            store_id=claims.store,
            customer_id=claims.customer,
            expires_at=datetime.fromtimestamp(claims.exp, UTC),
        )

    def _state(self, claims: Claims) -> OrganizationState:
        return "suspended" if self._revocations.has("organization", claims.org) else "active"

    async def _find_host(self, domain: str) -> StoreAddress | None:
        async with platform_transaction(self._database) as tx:
            return _address(await shop_by_domain(tx, domain=domain))

    async def _find_slug(self, slug: str) -> StoreAddress | None:
        async with platform_transaction(self._database) as tx:
            return _address(await shop_by_slug(tx, slug=slug))

    async def _find_key(self, key_hash: bytes) -> ApiKeyEntry | None:
        async with platform_transaction(self._database) as tx:
            return await find_api_key_entry(tx, key_hash=key_hash)

    async def _find_session(self, session_hash: bytes) -> Caller | None:
        async with platform_transaction(self._database) as tx:
            session = await find_session(tx, session_hash=session_hash, now=datetime.now(UTC))
            if session is None or session.org_id is None:
                return None
            memberships = await memberships_of(tx, account_id=session.account_id)
        for membership in memberships:
            if membership.org_id == session.org_id and membership.state == "active":
                return _member(membership, session.session_id)
        return None


def _actor(claims: Claims) -> Actor:
    return Actor("api_key" if claims.kind == "api" else claims.kind, claims.sub)


def _permissions(claims: Claims) -> frozenset[str]:
    """Return what the role may do today; a key's or platform's token is held to its kind."""
    if claims.kind == "api":
        return known_permissions(claims.perms or [])
    if claims.kind == "customer":
        return frozenset()
    held = permissions_of(claims.role)
    return held if claims.kind == "platform" else known_permissions(held)


def _member(membership: Membership, session_id: UUID) -> Caller:
    return Caller(
        org_id=membership.org_id,
        tier=membership.tier,
        state=membership.org_state,
        actor=Actor("member", membership.member_id),
        permissions=permissions_of(membership.role),
        token_id=session_id,
    )


def _address(entry: ShopEntry | None) -> StoreAddress | None:
    if entry is None:
        return None
    return StoreAddress(entry.org_id, entry.store_id, entry.tier, entry.state, entry.status)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _may_be_name(text: str) -> bool:
    # What cannot be in the directory is not looked up, nor kept in the cache.
    return 0 < len(text) <= NAME_LENGTH_MAX and text.isascii() and text.isprintable()
