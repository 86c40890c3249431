"""Say which catalog a store sells."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import FieldError, Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.catalog.events import StoreCatalogChanged
from galleria.catalog.lock import locked
from galleria.catalog.notices import StoreListingChanged
from galleria.catalog.queries import (
    StoreCatalog,
    find_catalog,
    find_store_catalog,
    lock_seller,
    put_store_catalog,
)
from galleria.engine.events import record
from galleria.engine.notices import tell


class CatalogChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """Null: the store sells nothing."""

    catalog_id: UUID | None


async def choose_catalog(
    tx: Tx, *, store_id: UUID, body: CatalogChoice, if_match: int
) -> StoreCatalog:
    """Make the store sell this catalog from now on; NotFound, Stale, Invalid (no such catalog).

    The version to send is that of the choice before; 0 for a store that never had one. Shoppers
    see nothing of the old catalog at once, and of a large new one more and more.
    """
    there = await _locked_choice(tx, store_id)
    if there.version != if_match:
        raise Stale(version=there.version)
    if body.catalog_id is not None and not await find_catalog(tx, catalog_id=body.catalog_id):
        errors = [FieldError("/catalog_id", "not_found", "There is no such catalog.")]
        raise Invalid(errors=errors)
    if there.version and there.catalog_id == body.catalog_id:
        return there
    return await _put(tx, there, body.catalog_id)


async def sell_catalog(tx: Tx, *, store_id: UUID, catalog_id: UUID) -> StoreCatalog:
    """Make a store sell a catalog, whatever it sold before; NotFound. For building a store."""
    there = await _locked_choice(tx, store_id)
    if there.catalog_id == catalog_id:
        return there
    return await _put(tx, there, catalog_id)


async def _locked_choice(tx: Tx, store_id: UUID) -> StoreCatalog:
    """Return what the store sells, this transaction's alone to change; NotFound.

    Stores before catalogs, as for all that a store chooses.
    """
    await lock_seller(tx, store_id=store_id)
    # A statement of its own: it must see what the wait was for.
    there = await find_store_catalog(tx, store_id=store_id)
    if there is None:
        raise NotFound()
    return there


async def _put(tx: Tx, there: StoreCatalog, catalog_id: UUID | None) -> StoreCatalog:
    # Nobody writes to what is hidden now or to what is shown now, until both are.
    for one in sorted({it for it in (there.catalog_id, catalog_id) if it is not None}):
        await locked(tx, one)
    chosen = await put_store_catalog(
        tx,
        store_id=there.store_id,
        catalog_id=catalog_id,
        version=there.version,
        now=tx.context.now,
    )
    if chosen is None:
        raise Stale()
    await record(tx, [StoreCatalogChanged(there.store_id, catalog_id)])
    await tell(tx, StoreListingChanged(there.store_id))
    return chosen
