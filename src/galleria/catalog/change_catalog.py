"""Change a catalog's fields, those given only."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from galleria.base.free_json import JsonObject
from galleria.base.refusals import Stale
from galleria.base.tx import Tx
from galleria.catalog.create_catalog import refuse_unsound
from galleria.catalog.events import CatalogUpdated
from galleria.catalog.fields import CatalogName, CurrencyCode, Line, changed_names
from galleria.catalog.lock import locked
from galleria.catalog.queries import Catalog, CatalogKind, CatalogStatus, update_catalog
from galleria.engine.events import record


class CatalogChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. The settings are replaced whole."""

    name: CatalogName | UnsetType = UNSET
    kind: CatalogKind | UnsetType = UNSET
    currency: CurrencyCode | UnsetType = UNSET
    status: CatalogStatus | UnsetType = UNSET
    source: Line | UnsetType | None = UNSET
    source_config: JsonObject | UnsetType = UNSET
    sync_settings: JsonObject | UnsetType = UNSET
    owner_member_id: UUID | UnsetType | None = UNSET


async def change_catalog(
    tx: Tx, *, catalog_id: UUID, body: CatalogChanges, if_match: int
) -> Catalog:
    """Change the catalog; NotFound, Stale, or `Invalid` naming every wrong field.

    Prices keep their currency when the catalog's changes. Changing nothing makes no new version.
    """
    there = await locked(tx, catalog_id)
    if there.version != if_match:
        raise Stale(version=there.version)
    before = Catalog(*msgspec.structs.astuple(there)[: len(Catalog.__struct_fields__)])
    given = {
        name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET
    }
    after = msgspec.structs.replace(before, **given)
    await refuse_unsound(tx, after)
    changed = changed_names(before, after, given)
    if not changed:
        return before
    catalog = await update_catalog(
        tx,
        catalog_id=catalog_id,
        name=after.name,
        kind=after.kind,
        status=after.status,
        currency=after.currency,
        source=after.source,
        source_config=after.source_config,
        sync_settings=after.sync_settings,
        owner_member_id=after.owner_member_id,
        now=tx.context.now,
    )
    await record(tx, [CatalogUpdated(catalog_id, changed, catalog.version)])
    return catalog
