"""Typed doors to queries.sql: accounts, memberships, sessions, links and log-in attempts."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Tier
from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx
from galleria.engine.directory import OrganizationState
from galleria.tenants.rules import PlatformRole, Role

Purpose = Literal["invitation", "password_reset"]


class Account(Struct, frozen=True):
    """Who can sign in. Without a password hash they have not accepted their invitation yet."""

    account_id: UUID
    email: str
    password_hash: str | None
    platform_role: PlatformRole | None


class Membership(Struct, frozen=True):
    org_id: UUID
    org_slug: str
    tier: Tier
    org_state: OrganizationState
    member_id: UUID
    role: Role
    state: str


class Session(Struct, frozen=True):
    session_id: UUID
    account_id: UUID
    org_id: UUID | None


class Link(Struct, frozen=True):
    """`org_id` None: issued by the operator, for the account as a whole."""

    account_id: UUID
    org_id: UUID | None
    member_id: UUID | None


class Attempts(Struct, frozen=True):
    failures: int
    window_started_at: datetime


@platform_query
async def upsert_account(
    tx: PlatformTx, *, account_id: UUID, email: str, now: datetime
) -> Account: ...


@platform_query
async def find_account(tx: PlatformTx, *, account_id: UUID) -> Account | None: ...


@platform_query
async def find_account_by_email(tx: PlatformTx, *, email: str) -> Account | None: ...


@platform_query
async def lock_account(tx: PlatformTx, *, account_id: UUID) -> Account | None: ...


@platform_query
async def set_password(
    tx: PlatformTx, *, account_id: UUID, password_hash: str, now: datetime
) -> None: ...


@platform_query
async def set_platform_role(
    tx: PlatformTx, *, account_id: UUID, platform_role: PlatformRole | None, now: datetime
) -> None: ...


@platform_query
async def delete_account_without_membership(tx: PlatformTx, *, account_id: UUID) -> None: ...


@platform_query
async def upsert_membership(
    tx: PlatformTx,
    *,
    account_id: UUID,
    organization_id: UUID,
    member_id: UUID,
    role: Role,
    state: str,
) -> None: ...


@platform_query
async def delete_membership(tx: PlatformTx, *, account_id: UUID, organization_id: UUID) -> None: ...


@platform_query
async def memberships_of(tx: PlatformTx, *, account_id: UUID) -> list[Membership]: ...


@platform_query
async def hold_memberships(tx: PlatformTx, *, account_id: UUID) -> list[UUID]: ...


@platform_query
async def insert_session(
    tx: PlatformTx,
    *,
    session_hash: bytes,
    session_id: UUID,
    account_id: UUID,
    organization_id: UUID | None,
    member_id: UUID | None,
    now: datetime,
    expires_at: datetime,
) -> None: ...


@platform_query
async def find_session(tx: PlatformTx, *, session_hash: bytes, now: datetime) -> Session | None: ...


@platform_query
async def hold_session(tx: PlatformTx, *, session_hash: bytes, now: datetime) -> Session | None: ...


@platform_query
async def delete_session(tx: PlatformTx, *, session_hash: bytes) -> UUID | None: ...


@platform_query
async def delete_session_by_id(tx: PlatformTx, *, session_id: UUID) -> None: ...


@platform_query
async def delete_sessions_of_account(tx: PlatformTx, *, account_id: UUID) -> None: ...


@platform_query
async def delete_sessions_of_member(
    tx: PlatformTx, *, account_id: UUID, organization_id: UUID
) -> None: ...


@platform_query
async def insert_link(
    tx: PlatformTx,
    *,
    token_hash: bytes,
    purpose: Purpose,
    account_id: UUID,
    organization_id: UUID | None,
    member_id: UUID | None,
    now: datetime,
    expires_at: datetime,
) -> None: ...


@platform_query
async def find_link(
    tx: PlatformTx, *, token_hash: bytes, purpose: Purpose, now: datetime
) -> Link | None: ...


@platform_query
async def use_link(
    tx: PlatformTx, *, token_hash: bytes, purpose: Purpose, now: datetime
) -> Link | None: ...


@platform_query
async def void_links(
    tx: PlatformTx, *, account_id: UUID, purpose: Purpose, organization_id: UUID | None
) -> None: ...


@platform_query
async def void_resets(tx: PlatformTx, *, account_id: UUID) -> None: ...


@platform_query
async def count_attempts(
    tx: PlatformTx, *, subjects: list[str], now: datetime, window: timedelta
) -> list[Attempts]: ...


@platform_query
async def refund_attempts(tx: PlatformTx, *, subjects: list[str]) -> None: ...


@platform_query
async def forget_expired(tx: PlatformTx, *, now: datetime, window: timedelta) -> None: ...
