"""Change a store's fields, those given only."""

from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Struct, UnsetType

from galleria.base.free_json import JsonObject
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.tenants.create_store import slug_taken, store_errors
from galleria.tenants.directory.cache import SHOPS_SIGNAL
from galleria.tenants.directory.queries import update_store_entry
from galleria.tenants.events import StoreUpdated
from galleria.tenants.fields import (
    CurrencyCode,
    FurtherLocales,
    LocaleCode,
    Name,
    Slug,
    StoreKind,
    StoreStatus,
    TimeZone,
)
from galleria.tenants.notices import StoreChanging, StoreLocalesChanged
from galleria.tenants.patches import changed_fields, patched
from galleria.tenants.queries import Store, lock_store, update_store

LANGUAGES = {"locale", "further_locales"}


class StoreChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. Lists, `branding` and `settings` are replaced whole."""

    name: Name | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    kind: StoreKind | UnsetType = UNSET
    status: StoreStatus | UnsetType = UNSET
    currency: CurrencyCode | UnsetType = UNSET
    locale: LocaleCode | UnsetType = UNSET
    further_locales: FurtherLocales | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    branding: JsonObject | UnsetType = UNSET
    settings: JsonObject | UnsetType = UNSET


async def change_store(
    tx: DirectoryTx, *, store_id: UUID, body: StoreChanges, if_match: int
) -> Store:
    """Change the store; NotFound, Stale, or `Invalid` naming every wrong field.

    Shoppers see another slug or status at once; through other servers within a second. Changing
    nothing makes no new version.
    """
    before = await lock_store(tx, store_id=store_id)
    if before is None:
        raise NotFound()
    if before.version != if_match:
        raise Stale(version=before.version)
    after = patched(before, body)
    if errors := store_errors(after):
        raise Invalid(errors=errors)
    changed = changed_fields(before, after)
    if not changed:
        return before
    speaks_otherwise = not LANGUAGES.isdisjoint(changed)
    if speaks_otherwise:
        # With another slug, writing it locks out whoever refers to the store: not with less held.
        await tell(tx, StoreChanging(store_id))
    store = await _write(tx, after)
    await record(tx, [StoreUpdated(store_id, changed, store.version)])
    if speaks_otherwise:
        await tell(tx, StoreLocalesChanged(store_id))
    return store


async def _write(tx: DirectoryTx, after: Store) -> Store:
    try:
        await update_store_entry(
            tx.platform,
            store_id=after.store_id,
            organization_id=tx.context.org_id,
            slug=after.slug,
            status=after.status,
        )
    except asyncpg.UniqueViolationError:
        raise slug_taken(after.slug) from None
    tx.signals.add(SHOPS_SIGNAL)
    values = msgspec.structs.asdict(after)
    for name in ("version", "created_at", "updated_at"):
        del values[name]
    return await update_store(tx, now=tx.context.now, **values)
