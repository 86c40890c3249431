"""Create categories, children with their parents in one call."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog.categories.draft import Wanted
from galleria.catalog.categories.rows import NewCategory
from galleria.catalog.categories.save import save
from galleria.catalog.lock import locked
from galleria.catalog.rows import sound_rows


async def create_categories(
    tx: Tx, *, catalog_id: UUID, body: Bulk[NewCategory], query: BulkMode
) -> BulkOutcome:
    """Create up to 1,000 categories, in any order; NotFound (catalog), BulkRefused or CatalogFull.

    A row is refused for a slug or key in use, a parent that is not there, a cycle, or too deep a
    place. 5 statements, any number of rows.
    """
    catalog = await locked(tx, catalog_id, rows=len(body.rows))
    rows, answered = sound_rows(body.rows)
    wanted = [Wanted(index, new_id(), row, None) for index, row in rows.items()]
    return await save(tx, catalog, wanted, answered, partial=query.partial)
