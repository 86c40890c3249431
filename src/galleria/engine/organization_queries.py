"""Typed doors to organization_queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.context import Tier
from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx
from galleria.engine.directory import OrganizationState


@platform_query
async def insert_organization(
    tx: PlatformTx, *, organization_id: UUID, slug: str, tier: Tier, now: datetime
) -> None: ...


@platform_query
async def update_organization(
    tx: PlatformTx, *, organization_id: UUID, tier: Tier, state: OrganizationState
) -> None: ...
