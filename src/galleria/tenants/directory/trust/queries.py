"""Typed doors to queries.sql: signing keys and revocations."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx

SubjectKind = Literal[
    "token", "member", "api_key", "account", "organization", "session", "customer"
]


class SigningKey(Struct, frozen=True):
    """A secret and the one algorithm it is for. `verifies_until` None: still the newest."""

    kid: str
    algorithm: str
    secret: bytes
    signs_from: datetime
    verifies_until: datetime | None


class Revocation(Struct, frozen=True):
    kind: SubjectKind
    subject_id: UUID
    revoked_at: datetime
    forget_at: datetime


@platform_query
async def lock_signing_keys(tx: PlatformTx) -> None: ...


@platform_query
async def signing_keys(tx: PlatformTx, *, now: datetime) -> list[SigningKey]: ...


@platform_query
async def insert_signing_key(
    tx: PlatformTx, *, kid: str, algorithm: str, secret: bytes, signs_from: datetime
) -> None: ...


@platform_query
async def retire_other_signing_keys(
    tx: PlatformTx, *, kid: str, verifies_until: datetime
) -> None: ...


@platform_query
async def delete_dead_signing_keys(tx: PlatformTx, *, now: datetime) -> None: ...


@platform_query
async def insert_revocations(
    tx: PlatformTx, *, kinds: list[SubjectKind], ids: list[UUID], kept_for: timedelta
) -> None: ...


@platform_query
async def lift_revocation(tx: PlatformTx, *, kind: SubjectKind, id: UUID) -> None: ...


@platform_query
async def recent_revocations(tx: PlatformTx, *, within: timedelta) -> list[Revocation]: ...


@platform_query
async def forget_revocations(tx: PlatformTx, *, kept_for: timedelta) -> None: ...


@platform_query
async def clock(tx: PlatformTx) -> datetime: ...
