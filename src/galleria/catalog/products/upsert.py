"""Create or change products by their key at their source: for imports and set-ups."""

from uuid import UUID

from galleria.base.bulk import RefusedRow, RowOutcome
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.lock import locked
from galleria.catalog.products.change import variants_by_product
from galleria.catalog.products.draft import Wanted
from galleria.catalog.products.queries import products_by_keys
from galleria.catalog.products.rows import KeyedProduct
from galleria.catalog.products.save import save
from galleria.catalog.rows import checked_rows, refused, sound_rows

UPSERT_ROWS_MAX = 5_000


async def upsert_products(
    tx: Tx,
    *,
    catalog_id: UUID,
    rows: list[KeyedProduct | RefusedRow],
    keep_absent_variants: bool = False,
) -> list[RowOutcome]:
    """Create the products whose key is new and change the others; one outcome a row.

    A wrong row is refused and nothing of it is done; the others are. A row keeps what it does not
    mention; categories are those that are there. `variants` is the whole new list, unless
    `keep_absent_variants`: then those it does not name stay, behind the others. NotFound
    (catalog). At most 11 statements, up to UPSERT_ROWS_MAX rows.
    """
    assert len(rows) <= UPSERT_ROWS_MAX
    catalog = await locked(tx, catalog_id, rows=len(rows))
    sound, answered = sound_rows(checked_rows(rows, KeyedProduct))
    keys = [row.external_key for row in sound.values()]
    there = {
        row.external_key: row
        for row in await products_by_keys(tx, catalog_id=catalog_id, external_keys=keys)
    }
    variants = await variants_by_product(tx, [row.product_id for row in there.values()])
    wanted: dict[str, Wanted] = {}
    for index, row in sound.items():
        key, before = row.external_key, there.get(row.external_key)
        if key in wanted:
            detail = "Another row of this call has the same key."
            answered.append(refused(index, [FieldError("/external_key", "repeated", detail)]))
        else:
            product_id = before.product_id if before else new_id()
            there_before = variants.get(product_id, [])
            wanted[key] = Wanted(index, product_id, row, before, there_before, keep_absent_variants)
    settled = await save(tx, catalog, list(wanted.values()), answered, partial=True)
    return settled.rows
