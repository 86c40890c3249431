"""Delete products, their variants with them."""

from uuid import UUID

from galleria.base.bulk import BulkIds, BulkMode, BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError, NotFound, Stale
from galleria.base.tx import Tx
from galleria.catalog.events import ProductDeleted
from galleria.catalog.lock import locked
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.products.queries import products_by_ids
from galleria.catalog.products.write_queries import delete_products as delete_rows
from galleria.catalog.rows import refused
from galleria.engine.events import record
from galleria.engine.notices import tell


async def delete_products(
    tx: Tx, *, catalog_id: UUID, body: BulkIds, query: BulkMode
) -> BulkOutcome:
    """Delete up to 1,000 products; NotFound (catalog) or BulkRefused.

    Only what was there and is gone counts as deleted. 3 statements, any number of rows.
    """
    await locked(tx, catalog_id)
    deleted = await delete_rows(
        tx, catalog_id=catalog_id, product_ids=list(dict.fromkeys(body.ids))
    )
    # Refused after the fact: the refusal rolls the transaction back, and nothing is gone.
    settled = settle(
        _outcomes(body.ids, {row.product_id for row in deleted}), partial=query.partial, at="/ids"
    )
    await record(tx, [ProductDeleted(row.product_id, catalog_id, row.name) for row in deleted])
    if deleted:
        await tell(tx, ProductsWritten(catalog_id, [row.product_id for row in deleted]))
    return settled


async def delete_product(tx: Tx, *, catalog_id: UUID, product_id: UUID, if_match: int) -> None:
    """Delete one product; NotFound or Stale."""
    await locked(tx, catalog_id)
    there = await products_by_ids(tx, catalog_id=catalog_id, product_ids=[product_id])
    if not there:
        raise NotFound()
    if there[0].version != if_match:
        raise Stale(version=there[0].version)
    await delete_rows(tx, catalog_id=catalog_id, product_ids=[product_id])
    await record(tx, [ProductDeleted(product_id, catalog_id, there[0].name)])
    await tell(tx, ProductsWritten(catalog_id, [product_id]))


def _outcomes(ids: list[UUID], gone: set[UUID]) -> list[RowOutcome]:
    outcomes: list[RowOutcome] = []
    seen: set[UUID] = set()
    for index, product_id in enumerate(ids):
        if product_id in seen:
            outcomes.append(refused(index, [FieldError("", "repeated", "It is listed twice.")]))
        elif product_id in gone:
            outcomes.append(RowOutcome(index, "deleted", product_id))
        else:
            outcomes.append(RowOutcome(index, "not_found", product_id))
        seen.add(product_id)
    return outcomes
