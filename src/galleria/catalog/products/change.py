"""Change products: many in one call, or one."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome
from galleria.base.refusals import FieldError, NotFound
from galleria.base.tx import Tx
from galleria.catalog.lock import locked
from galleria.catalog.products.draft import Wanted
from galleria.catalog.products.list import read_product
from galleria.catalog.products.product import Product
from galleria.catalog.products.queries import ProductRow, VariantRow, products_by_ids, variants_of
from galleria.catalog.products.rows import ProductChange, ProductPatch
from galleria.catalog.products.save import save
from galleria.catalog.rows import only, refused, sound_rows


async def change_products(
    tx: Tx, *, catalog_id: UUID, body: Bulk[ProductChange], query: BulkMode
) -> BulkOutcome:
    """Change up to 1,000 products; NotFound (catalog) or BulkRefused.

    All rows happen at once: two may swap their SKUs. At most 10 statements and those of whoever
    reacts, any number of rows; see `save` for what costs more.
    """
    catalog = await locked(tx, catalog_id, rows=len(body.rows))
    rows, answered = sound_rows(body.rows)
    ids = list({row.product_id for row in rows.values()})
    there = {
        row.product_id: row
        for row in await products_by_ids(tx, catalog_id=catalog_id, product_ids=ids)
    }
    variants = await variants_by_product(tx, list(there))
    wanted: list[Wanted] = []
    seen: set[UUID] = set()
    for index, row in rows.items():
        found = _matched(index, row, there, seen)
        if isinstance(found, RowOutcome):
            answered.append(found)
        else:
            wanted.append(Wanted(index, row.product_id, row, found, variants[row.product_id]))
    return await save(tx, catalog, wanted, answered, partial=query.partial)


async def change_product(
    tx: Tx, *, catalog_id: UUID, product_id: UUID, body: ProductPatch, if_match: int
) -> Product:
    """Change one product; NotFound, Stale, or `Invalid` naming every wrong field."""
    catalog = await locked(tx, catalog_id)
    found = await products_by_ids(tx, catalog_id=catalog_id, product_ids=[product_id])
    if not found:
        raise NotFound()
    (before,) = found
    if before.version != if_match:
        only([RowOutcome(0, "stale", product_id, before.version)])
    variants = await variants_by_product(tx, [product_id])
    wanted = [Wanted(0, product_id, body, before, variants[product_id])]
    only((await save(tx, catalog, wanted, [], partial=True)).rows)
    return await read_product(tx, catalog_id=catalog_id, product_id=product_id)


async def variants_by_product(tx: Tx, product_ids: list[UUID]) -> dict[UUID, list[VariantRow]]:
    """Return every product's variants in their order; one statement, or none."""
    variants: dict[UUID, list[VariantRow]] = {product_id: [] for product_id in product_ids}
    for row in await variants_of(tx, product_ids=product_ids) if product_ids else []:
        variants[row.product_id].append(row)
    return variants


def _matched(
    index: int, row: ProductChange, there: dict[UUID, ProductRow], seen: set[UUID]
) -> ProductRow | RowOutcome:
    product_id = row.product_id
    before = there.get(product_id)
    if before is None:
        return RowOutcome(index, "not_found", product_id)
    if product_id in seen:
        detail = "Another row of this call changes it, too."
        return refused(index, [FieldError("/product_id", "repeated", detail)])
    seen.add(product_id)
    if row.version is not None and row.version != before.version:
        return RowOutcome(index, "stale", product_id, before.version)
    return before
