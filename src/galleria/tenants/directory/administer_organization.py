"""What platform staff see and change of an organization: its standing, not its business."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from galleria.base.context import Context, Tier
from galleria.base.database import Database
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import DirectoryTx, PlatformTx, directory_transaction
from galleria.engine.directory import OrganizationState
from galleria.engine.events import record
from galleria.engine.organizations import set_standing
from galleria.tenants.directory.queries import OrganizationEntry, organizations_after
from galleria.tenants.directory.trust.revoke import lift_suspension, suspend_organization
from galleria.tenants.events import OrganizationUpdated
from galleria.tenants.patches import changed_fields, patched
from galleria.tenants.queries import (
    BEFORE_ALL,
    Organization,
    find_organization,
    lock_profile,
    touch_profile,
)


class StandingChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. Only an active organization's people and shops get in."""

    tier: Tier | UnsetType = UNSET
    state: OrganizationState | UnsetType = UNSET


class Position(Struct, frozen=True):
    after: UUID


async def list_organizations(tx: PlatformTx, *, query: PageQuery) -> Page[OrganizationEntry]:
    """Return every organization, oldest first."""
    position = query.after(Position)
    after = position.after if position else BEFORE_ALL
    rows = await organizations_after(tx, after=after, rows_max=query.limit + 1)
    return page(rows, query.limit, _after)


async def read_any_organization(database: Database, context: Context) -> Organization:
    """Return the organization of `context`; NotFound."""
    async with directory_transaction(database, context) as tx:
        return await _found(tx)


async def change_standing(
    database: Database, context: Context, body: StandingChanges, *, if_match: int
) -> Organization:
    """Change the tier or state of the organization of `context`; NotFound or Stale.

    Within a second after a suspension every member, key and session of it is answered 403, and
    its shops 503; lifting it is as quick. A token keeps its old tier until it expires.
    """
    async with directory_transaction(database, context) as tx:
        version = await lock_profile(tx)
        before = await _found(tx)
        if version != if_match:
            raise Stale(version=version)
        after = patched(before, body)
        changed = changed_fields(before, after)
        if not changed:
            return before
        return await _write(tx, before, after, changed)


async def _write(
    tx: DirectoryTx, before: Organization, after: Organization, changed: list[str]
) -> Organization:
    await set_standing(tx.platform, org_id=after.org_id, tier=after.tier, state=after.state)
    await touch_profile(tx, now=tx.context.now)
    if after.state != "active":
        await suspend_organization(tx.platform, after.org_id)
    elif before.state != "active":
        await lift_suspension(tx.platform, after.org_id)
    after = msgspec.structs.replace(after, version=before.version + 1, updated_at=tx.context.now)
    await record(
        tx,
        [OrganizationUpdated(after.org_id, changed, after.tier, after.state, after.version)],
    )
    return after


async def _found(tx: DirectoryTx) -> Organization:
    organization = await find_organization(tx)
    if organization is None:
        raise NotFound()
    return organization


def _after(organization: OrganizationEntry) -> Position:
    return Position(organization.org_id)
