"""The first step of every write to a catalog or to what is in it."""

from uuid import UUID

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog.queries import Catalog, lock_catalog


async def locked(tx: Tx, catalog_id: UUID) -> Catalog:
    """Return the catalog, this transaction's alone to write to; NotFound.

    A transaction that writes to several catalogs takes them in the order of their ids.
    """
    catalog = await lock_catalog(tx, catalog_id=catalog_id)
    if catalog is None:
        raise NotFound()
    return catalog
