"""The first step of every write to a catalog or to what is in it."""

from uuid import UUID

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog.queries import Catalog, lock_catalog, plan_each_statement

ROWS_SMALL = 50  # Planning costs a call for one row half its time, and one for many nothing.


async def locked(tx: Tx, catalog_id: UUID, *, rows: int = 1) -> Catalog:
    """Return the catalog, this transaction's alone to write to; NotFound.

    `rows` is how many the call brings: for many, each statement is planned for its parameters.
    A transaction that writes to several catalogs takes them in the order of their ids.
    """
    catalog = await lock_catalog(tx, catalog_id=catalog_id)
    if catalog is None:
        raise NotFound()
    if rows > ROWS_SMALL:
        await plan_each_statement(tx)
    return catalog
