"""Typed doors to queries.sql: organizations, shops and API keys, across organizations."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Tier
from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx
from galleria.engine.directory import OrganizationState, StoreStatus


class OrganizationEntry(Struct, frozen=True):
    """An organization as the platform sees it: nothing of its business."""

    org_id: UUID
    slug: str
    tier: Tier
    state: OrganizationState
    created_at: datetime


class ShopEntry(Struct, frozen=True):
    org_id: UUID
    store_id: UUID
    status: StoreStatus
    tier: Tier
    state: OrganizationState


class ApiKeyEntry(Struct, frozen=True):
    org_id: UUID
    api_key_id: UUID
    permissions: list[str]
    expires_at: datetime | None
    tier: Tier
    state: OrganizationState


@platform_query
async def reserve_organization_slug(
    tx: PlatformTx, *, slug: str, organization_id: UUID
) -> UUID | None: ...


@platform_query
async def find_organization_entry(
    tx: PlatformTx, *, organization_id: UUID
) -> OrganizationEntry | None: ...


@platform_query
async def find_organization_by_slug(tx: PlatformTx, *, slug: str) -> OrganizationEntry | None: ...


@platform_query
async def organizations_after(
    tx: PlatformTx, *, after: UUID, rows_max: int
) -> list[OrganizationEntry]: ...


@platform_query
async def reserve_store_slug(
    tx: PlatformTx, *, slug: str, organization_id: UUID, store_id: UUID, status: StoreStatus
) -> UUID | None: ...


@platform_query
async def update_store_entry(
    tx: PlatformTx, *, store_id: UUID, organization_id: UUID, slug: str, status: StoreStatus
) -> None: ...


@platform_query
async def delete_store_entry(tx: PlatformTx, *, store_id: UUID, organization_id: UUID) -> None: ...


@platform_query
async def shop_by_slug(tx: PlatformTx, *, slug: str) -> ShopEntry | None: ...


@platform_query
async def shop_by_domain(tx: PlatformTx, *, domain: str) -> ShopEntry | None: ...


@platform_query
async def reserve_domain(
    tx: PlatformTx, *, domain: str, organization_id: UUID, store_id: UUID
) -> UUID | None: ...


@platform_query
async def delete_domain_entry(tx: PlatformTx, *, domain: str, organization_id: UUID) -> None: ...


@platform_query
async def insert_api_key_entry(
    tx: PlatformTx,
    *,
    key_hash: bytes,
    organization_id: UUID,
    api_key_id: UUID,
    permissions: list[str],
    expires_at: datetime | None,
) -> None: ...


@platform_query
async def delete_api_key_entry(
    tx: PlatformTx, *, api_key_id: UUID, organization_id: UUID
) -> None: ...


@platform_query
async def find_api_key_entry(tx: PlatformTx, *, key_hash: bytes) -> ApiKeyEntry | None: ...
