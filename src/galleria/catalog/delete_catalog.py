"""Delete a catalog that nothing needs any more."""

from uuid import UUID

from galleria.base.refusals import Refusal, Stale
from galleria.base.tx import Tx
from galleria.catalog.events import CatalogDeleted
from galleria.catalog.lock import locked
from galleria.catalog.queries import delete_catalog_row, uses_of_catalog
from galleria.engine.events import record


class CatalogInUse(Refusal):
    """A store sells from it, or it is not empty: a slip must not cost a merchant the catalog."""

    code = "catalog_in_use"
    status = 409
    title = "Stores sell from this catalog, or it is not empty"


async def delete_catalog(tx: Tx, *, catalog_id: UUID, if_match: int) -> None:
    """Delete an empty catalog that no store sells; NotFound, Stale or CatalogInUse.

    To empty it, delete its products and categories in bulk.
    """
    catalog = await locked(tx, catalog_id)
    if catalog.version != if_match:
        raise Stale(version=catalog.version)
    uses = await uses_of_catalog(tx, catalog_id=catalog_id)
    if uses.stores or uses.has_categories or uses.has_products:
        raise CatalogInUse(
            stores=uses.stores,
            has_categories=uses.has_categories,
            has_products=uses.has_products,
        )
    await delete_catalog_row(tx, catalog_id=catalog_id)
    await record(tx, [CatalogDeleted(catalog_id, catalog.name)])
