"""What a file leaves out of a catalog that it replaces: found by pages, archived set-based."""

from uuid import UUID

from galleria.base.tx import ReadTx, Tx
from galleria.catalog.changes import ProductChangeRow, record_changes
from galleria.catalog.lock import locked
from galleria.catalog.merge.queries import KeyedRow, archive, keyed_products
from galleria.catalog.merge.rows import Merge
from galleria.catalog.notices import ProductsWritten
from galleria.engine.notices import tell

__all__ = ["KeyedRow", "archive_products", "list_keyed_products"]

KEYED_ROWS_MAX = 1_000


async def list_keyed_products(tx: ReadTx, *, catalog_id: UUID, after: UUID) -> list[KeyedRow]:
    """Return the next KEYED_ROWS_MAX products with a key that are not archived, by their ids."""
    return await keyed_products(tx, catalog_id=catalog_id, after=after, rows_max=KEYED_ROWS_MAX)


async def archive_products(tx: Tx, merge: Merge, product_ids: list[UUID]) -> int:
    """Take products from sale that are not archived yet; return how many. NotFound (catalog).

    5 statements, any number. Their rows of history are those of `merge.event_id`.
    """
    if not product_ids:
        return 0
    await locked(tx, merge.catalog_id, rows=len(product_ids))
    archived = await archive(
        tx, catalog_id=merge.catalog_id, product_ids=product_ids, now=tx.context.now
    )
    changes = [ProductChangeRow(product_id, "updated", ["status"]) for product_id in archived]
    await record_changes(tx, event_id=merge.event_id, rows=changes)
    await tell(tx, ProductsWritten(merge.catalog_id, archived))
    return len(archived)
