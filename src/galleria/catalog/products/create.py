"""Create products, each with its variants."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog.lock import locked
from galleria.catalog.products.draft import Wanted
from galleria.catalog.products.rows import NewProduct
from galleria.catalog.products.save import save
from galleria.catalog.rows import sound_rows


async def create_products(
    tx: Tx, *, catalog_id: UUID, body: Bulk[NewProduct], query: BulkMode
) -> BulkOutcome:
    """Create up to 1,000 products; NotFound (catalog) or BulkRefused.

    A row is refused for a SKU, barcode, slug or key in use, a category or part that is not there,
    a price that is missing, variants that do not fit the options, attributes that are not as they
    are defined, or a GTIN that was misread. Options with values and no variants make all of them.
    4 statements and those of whoever reacts, any number of rows; see `save` for what costs more.
    """
    catalog = await locked(tx, catalog_id, rows=len(body.rows))
    rows, answered = sound_rows(body.rows)
    wanted = [Wanted(index, new_id(), row, None, []) for index, row in rows.items()]
    return await save(tx, catalog, wanted, answered, partial=query.partial)
