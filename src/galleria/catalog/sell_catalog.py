"""Say which catalog a store sells."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import FieldError, Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.catalog.events import StoreCatalogChanged
from galleria.catalog.queries import (
    StoreCatalog,
    find_catalog,
    find_store_catalog,
    put_store_catalog,
)
from galleria.engine.events import record


class CatalogChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """Null: the store sells nothing."""

    catalog_id: UUID | None


async def choose_catalog(
    tx: Tx, *, store_id: UUID, body: CatalogChoice, if_match: int
) -> StoreCatalog:
    """Make the store sell this catalog from now on; NotFound, Stale, Invalid (no such catalog).

    The version to send is that of the choice before; 0 for a store that never had one.
    """
    there = await find_store_catalog(tx, store_id=store_id)
    if there is None:
        raise NotFound()
    if there.version != if_match:
        raise Stale(version=there.version)
    if body.catalog_id is not None and not await find_catalog(tx, catalog_id=body.catalog_id):
        errors = [FieldError("/catalog_id", "not_found", "There is no such catalog.")]
        raise Invalid(errors=errors)
    if there.version and there.catalog_id == body.catalog_id:
        return there
    return await _put(tx, store_id, body.catalog_id, if_match)


async def sell_catalog(tx: Tx, *, store_id: UUID, catalog_id: UUID) -> StoreCatalog:
    """Make a store sell a catalog, whatever it sold before; NotFound. For building a store."""
    there = await find_store_catalog(tx, store_id=store_id)
    if there is None or await find_catalog(tx, catalog_id=catalog_id) is None:
        raise NotFound()
    if there.catalog_id == catalog_id:
        return there
    return await _put(tx, store_id, catalog_id, there.version)


async def _put(tx: Tx, store_id: UUID, catalog_id: UUID | None, version: int) -> StoreCatalog:
    chosen = await put_store_catalog(
        tx, store_id=store_id, catalog_id=catalog_id, version=version, now=tx.context.now
    )
    if chosen is None:
        raise Stale()
    await record(tx, [StoreCatalogChanged(store_id, catalog_id)])
    return chosen
