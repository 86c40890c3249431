"""Create or change categories by their key at their source: for imports and set-ups."""

from uuid import UUID

from galleria.base.bulk import RefusedRow, RowOutcome
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.categories.draft import Wanted
from galleria.catalog.categories.queries import categories_by_keys
from galleria.catalog.categories.rows import KeyedCategory
from galleria.catalog.categories.save import save
from galleria.catalog.lock import locked
from galleria.catalog.rows import checked_rows, refused, sound_rows

UPSERT_ROWS_MAX = 5_000


async def upsert_categories(
    tx: Tx, *, catalog_id: UUID, rows: list[KeyedCategory | RefusedRow]
) -> list[RowOutcome]:
    """Create the categories whose key is new and change the others; one outcome a row.

    A wrong row is refused and nothing of it is done; the others are. A row keeps what it does not
    mention. NotFound (catalog). At most 7 statements, up to UPSERT_ROWS_MAX rows.
    """
    assert len(rows) <= UPSERT_ROWS_MAX
    catalog = await locked(tx, catalog_id, rows=len(rows))
    sound, answered = sound_rows(checked_rows(rows, KeyedCategory))
    keys = [row.external_key for row in sound.values()]
    there = {
        row.external_key: row
        for row in await categories_by_keys(tx, catalog_id=catalog_id, external_keys=keys)
    }
    wanted: dict[str, Wanted] = {}
    for index, row in sound.items():
        key, before = row.external_key, there.get(row.external_key)
        if key in wanted:
            detail = "Another row of this call has the same key."
            answered.append(refused(index, [FieldError("/external_key", "repeated", detail)]))
        else:
            category_id = before.category_id if before else new_id()
            wanted[key] = Wanted(index, category_id, row, before)
    settled = await save(tx, catalog, list(wanted.values()), answered, partial=True)
    return settled.rows
