"""Delete products, their variants with them."""

from uuid import UUID

from galleria.base.bulk import BulkIds, BulkMode, BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError, NotFound, Refusal, Stale
from galleria.base.tx import Tx
from galleria.catalog.events import ProductDeleted
from galleria.catalog.lock import locked
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.products.queries import UsedProduct, products_by_ids, products_in_bundles
from galleria.catalog.products.write_queries import delete_products as delete_rows
from galleria.catalog.rows import refused
from galleria.engine.events import record
from galleria.engine.notices import tell


class ProductInBundle(Refusal):
    """`bundle_id` is the first that has it, by name."""

    code = "in_bundle"
    status = 409
    title = "A bundle has it"


async def delete_products(
    tx: Tx, *, catalog_id: UUID, body: BulkIds, query: BulkMode
) -> BulkOutcome:
    """Delete up to 1,000 products; NotFound (catalog) or BulkRefused.

    Only what was there and is gone counts as deleted; what a bundle has that is not deleted with it
    is refused, naming the bundle. 3 statements and those of whoever reacts, any number of rows; one
    more when some are left.
    """
    await locked(tx, catalog_id)
    wanted = list(dict.fromkeys(body.ids))
    deleted = await delete_rows(tx, catalog_id=catalog_id, product_ids=wanted)
    gone = {row.product_id for row in deleted}
    left = [product_id for product_id in wanted if product_id not in gone]
    bundles = await _bundles(tx, catalog_id, left)
    # Refused after the fact: the refusal rolls the transaction back, and nothing is gone.
    outcomes = _outcomes(body.ids, gone, bundles)
    settled = settle(outcomes, partial=query.partial, at="/ids")
    await record(tx, [ProductDeleted(row.product_id, catalog_id, row.name) for row in deleted])
    if deleted:
        await tell(tx, ProductsWritten(catalog_id, list(gone)))
    return settled


async def delete_product(tx: Tx, *, catalog_id: UUID, product_id: UUID, if_match: int) -> None:
    """Delete one product; NotFound, Stale, or ProductInBundle."""
    await locked(tx, catalog_id)
    there = await products_by_ids(tx, catalog_id=catalog_id, product_ids=[product_id])
    if not there:
        raise NotFound()
    if there[0].version != if_match:
        raise Stale(version=there[0].version)
    if not await delete_rows(tx, catalog_id=catalog_id, product_ids=[product_id]):
        bundles = await _bundles(tx, catalog_id, [product_id])
        used = bundles[product_id]
        raise ProductInBundle(_in_bundle(used), bundle_id=used.bundle_id)
    await record(tx, [ProductDeleted(product_id, catalog_id, there[0].name)])
    await tell(tx, ProductsWritten(catalog_id, [product_id]))


async def _bundles(tx: Tx, catalog_id: UUID, product_ids: list[UUID]) -> dict[UUID, UsedProduct]:
    if not product_ids:
        return {}
    used = await products_in_bundles(tx, catalog_id=catalog_id, product_ids=product_ids)
    return {row.product_id: row for row in used}


def _in_bundle(used: UsedProduct) -> str:
    return f"It is in the bundle {used.bundle_name!r}: take it out of that first."


def _outcomes(
    ids: list[UUID], gone: set[UUID], bundles: dict[UUID, UsedProduct]
) -> list[RowOutcome]:
    outcomes: list[RowOutcome] = []
    seen: set[UUID] = set()
    for index, product_id in enumerate(ids):
        if product_id in seen:
            outcomes.append(refused(index, [FieldError("", "repeated", "It is listed twice.")]))
        elif product_id in gone:
            outcomes.append(RowOutcome(index, "deleted", product_id))
        elif product_id in bundles:
            error = FieldError("", "in_bundle", _in_bundle(bundles[product_id]))
            outcomes.append(RowOutcome(index, "refused", product_id, errors=[error]))
        else:
            outcomes.append(RowOutcome(index, "not_found", product_id))
        seen.add(product_id)
    return outcomes
