"""The tenant itself: its row, its feed, its tier and state. Its business is `tenants`' to keep."""

from datetime import datetime
from uuid import UUID

from galleria.base.context import Tier
from galleria.base.tx import PlatformTx
from galleria.engine.directory import OrganizationState
from galleria.engine.organization_queries import insert_organization, update_organization


async def found_organization(
    tx: PlatformTx, *, org_id: UUID, slug: str, tier: Tier, now: datetime
) -> None:
    """Make the row that every table of the tenant refers to, and an empty feed."""
    await insert_organization(tx, organization_id=org_id, slug=slug, tier=tier, now=now)


async def set_standing(
    tx: PlatformTx, *, org_id: UUID, tier: Tier, state: OrganizationState
) -> None:
    """Change tier and state. Who resolves callers has to be told of a suspension; see tenants."""
    await update_organization(tx, organization_id=org_id, tier=tier, state=state)
