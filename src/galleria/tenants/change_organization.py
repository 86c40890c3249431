"""Change the caller's own organization: what it says of itself, not its tier or state."""

import msgspec
from msgspec import UNSET, Struct, UnsetType

from galleria.base.free_json import JsonObject, object_errors
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.tenants.events import OrganizationUpdated
from galleria.tenants.fields import Email, OrganizationName, Phone, Text, Url
from galleria.tenants.patches import changed_fields, patched
from galleria.tenants.queries import Organization, find_organization, lock_profile, update_profile


class OrganizationChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. `address` and `settings` are replaced whole."""

    name: OrganizationName | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    logo_url: Url | UnsetType | None = UNSET
    contact_email: Email | UnsetType | None = UNSET
    contact_phone: Phone | UnsetType | None = UNSET
    address: JsonObject | UnsetType = UNSET
    settings: JsonObject | UnsetType = UNSET


async def change_organization(tx: Tx, *, body: OrganizationChanges, if_match: int) -> Organization:
    """Change the organization; Stale, or `Invalid` naming every wrong field."""
    version = await lock_profile(tx)
    before = await find_organization(tx)
    if version is None or before is None:
        raise NotFound()
    if version != if_match:
        raise Stale(version=version)
    after = patched(before, body)
    errors = object_errors(after.address, "/address") + object_errors(after.settings, "/settings")
    if errors:
        raise Invalid(errors=errors)
    changed = changed_fields(before, after)
    if not changed:
        return before
    await update_profile(
        tx,
        name=after.name,
        description=after.description,
        logo_url=after.logo_url,
        contact_email=after.contact_email,
        contact_phone=after.contact_phone,
        address=after.address,
        settings=after.settings,
        now=tx.context.now,
    )
    after = msgspec.structs.replace(after, version=version + 1, updated_at=tx.context.now)
    await record(
        tx,
        [OrganizationUpdated(after.org_id, changed, after.tier, after.state, after.version)],
    )
    return after
