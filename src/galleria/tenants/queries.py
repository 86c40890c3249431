"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.context import Tier
from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.engine.directory import OrganizationState
from galleria.tenants.fields import StoreKind, StoreStatus
from galleria.tenants.rules import Role

# Before every id: a list begins after it.
BEFORE_ALL = UUID(int=0)


class Organization(Struct, frozen=True):
    """An organization as its members see it. Tier and state are the platform's to change."""

    org_id: UUID
    slug: str
    tier: Tier
    state: OrganizationState
    name: str
    description: str
    logo_url: str | None
    contact_email: str | None
    contact_phone: str | None
    address: Raw
    settings: Raw
    version: int
    created_at: datetime
    updated_at: datetime


class Store(Struct, frozen=True):
    """A shop under an organization: online, a shop floor with tills, or a gift site."""

    store_id: UUID
    name: str
    slug: str
    kind: StoreKind
    status: StoreStatus
    currency: str
    locale: str
    further_locales: list[str]
    time_zone: str
    branding: Raw
    settings: Raw
    version: int
    created_at: datetime
    updated_at: datetime


class StoreDomain(Struct, frozen=True):
    """A host name that leads to a store. It never changes, so its version stays 1."""

    domain: str
    store_id: UUID
    version: int
    created_at: datetime


class Member(Struct, frozen=True):
    """A person's role in an organization. Invited until they accept; disabled: may not sign in."""

    member_id: UUID
    email: str
    name: str
    role: Role
    state: str
    version: int
    created_at: datetime
    updated_at: datetime


class ApiKey(Struct, frozen=True):
    """A key without its secret: `prefix` is all that is ever shown again."""

    api_key_id: UUID
    name: str
    prefix: str
    permissions: list[str]
    created_by: UUID | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    version: int


@query
async def insert_profile(
    tx: Tx, *, name: str, contact_email: str | None, now: datetime
) -> None: ...


@query
async def find_organization(tx: ReadTx) -> Organization | None: ...


@query
async def lock_profile(tx: Tx) -> int | None: ...


@query
async def update_profile(
    tx: Tx,
    *,
    name: str,
    description: str,
    logo_url: str | None,
    contact_email: str | None,
    contact_phone: str | None,
    address: Raw,
    settings: Raw,
    now: datetime,
) -> None: ...


@query
async def touch_profile(tx: Tx, *, now: datetime) -> None: ...


@query
async def insert_store(
    tx: Tx,
    *,
    store_id: UUID,
    name: str,
    slug: str,
    kind: StoreKind,
    status: StoreStatus,
    currency: str,
    locale: str,
    further_locales: list[str],
    time_zone: str,
    branding: Raw,
    settings: Raw,
    now: datetime,
) -> Store | None: ...


@query
async def find_store(tx: ReadTx, *, store_id: UUID) -> Store | None: ...


@query
async def lock_store(tx: Tx, *, store_id: UUID) -> Store | None: ...


@query
async def stores_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[Store]: ...


@query
async def update_store(
    tx: Tx,
    *,
    store_id: UUID,
    name: str,
    slug: str,
    kind: StoreKind,
    status: StoreStatus,
    currency: str,
    locale: str,
    further_locales: list[str],
    time_zone: str,
    branding: Raw,
    settings: Raw,
    now: datetime,
) -> Store: ...


@query
async def delete_store(tx: Tx, *, store_id: UUID) -> None: ...


@query
async def insert_domain(tx: Tx, *, domain: str, store_id: UUID, now: datetime) -> StoreDomain: ...


@query
async def domains_of(tx: ReadTx, *, store_id: UUID) -> list[StoreDomain]: ...


@query
async def lock_domain(tx: Tx, *, store_id: UUID, domain: str) -> StoreDomain | None: ...


@query
async def delete_domain(tx: Tx, *, domain: str) -> None: ...


@query
async def insert_member(
    tx: Tx,
    *,
    member_id: UUID,
    account_id: UUID,
    email: str,
    name: str,
    role: Role,
    state: str,
    now: datetime,
) -> Member: ...


@query
async def find_member(tx: ReadTx, *, member_id: UUID) -> Member | None: ...


@query
async def find_member_by_account(tx: Tx, *, account_id: UUID) -> Member | None: ...


@query
async def account_of(tx: ReadTx, *, member_id: UUID) -> UUID | None: ...


@query
async def members_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[Member]: ...


@query
async def lock_owners(tx: Tx) -> list[UUID]: ...


@query
async def lock_member(tx: Tx, *, member_id: UUID) -> Member | None: ...


@query
async def update_member(
    tx: Tx, *, member_id: UUID, name: str, role: Role, state: str, now: datetime
) -> Member: ...


@query
async def delete_member(tx: Tx, *, member_id: UUID) -> None: ...


@query
async def insert_api_key(
    tx: Tx,
    *,
    api_key_id: UUID,
    name: str,
    prefix: str,
    permissions: list[str],
    created_by: UUID | None,
    expires_at: datetime | None,
    now: datetime,
) -> ApiKey: ...


@query
async def api_keys_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[ApiKey]: ...


@query
async def find_api_key(tx: ReadTx, *, api_key_id: UUID) -> ApiKey | None: ...


@query
async def count_live_api_keys(tx: ReadTx) -> int: ...


@query
async def lock_api_key(tx: Tx, *, api_key_id: UUID) -> ApiKey | None: ...


@query
async def mark_api_key_revoked(tx: Tx, *, api_key_id: UUID, now: datetime) -> None: ...
