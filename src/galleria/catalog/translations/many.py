"""Many translations in one call."""

from typing import TypeVar
from uuid import UUID

from galleria.base.bulk import Bulk, BulkOutcome
from galleria.base.tx import Tx
from galleria.catalog.lock import locked
from galleria.catalog.rows import sound_rows
from galleria.catalog.translations.match import matched
from galleria.catalog.translations.plan import Asked
from galleria.catalog.translations.rows import CategoryTranslationChange, ProductTranslationChange
from galleria.catalog.translations.save import save
from galleria.catalog.translations.subject import Subject

Change = TypeVar("Change", ProductTranslationChange, CategoryTranslationChange)


async def save_many(
    tx: Tx, subject: Subject, catalog_id: UUID, body: Bulk[Change], *, partial: bool
) -> BulkOutcome:
    """Write the rows; NotFound (catalog) or BulkRefused."""
    catalog = await locked(tx, catalog_id, rows=len(body.rows))
    rows, answered = sound_rows(body.rows)
    asked = await matched(tx, subject, catalog_id, rows)
    asked = Asked(asked.wanted, [*answered, *asked.answered])
    return await save(tx, subject, catalog, asked, partial=partial)
