"""Change categories: many in one call, one, or one's place in the tree."""

from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome
from galleria.base.refusals import FieldError, NotFound
from galleria.base.tx import Tx
from galleria.catalog.categories.draft import Wanted
from galleria.catalog.categories.list import CategoryDetail, read_category
from galleria.catalog.categories.queries import CategoryRow, categories_by_ids
from galleria.catalog.categories.rows import CategoryChange, CategoryPatch, CategorySent
from galleria.catalog.categories.save import save
from galleria.catalog.fields import SortOrder
from galleria.catalog.lock import locked
from galleria.catalog.rows import only, refused, sound_rows


class NewPlace(Struct, frozen=True, forbid_unknown_fields=True):
    """Null: to the top level. Without `sort_order` it keeps the one it has."""

    parent_id: UUID | None
    sort_order: SortOrder | UnsetType = UNSET


async def change_categories(
    tx: Tx, *, catalog_id: UUID, body: Bulk[CategoryChange], query: BulkMode
) -> BulkOutcome:
    """Change up to 1,000 categories; NotFound (catalog) or BulkRefused.

    All rows happen at once: two may swap their slugs or places. At most 7 statements
    and those of showing their products anew.
    """
    catalog = await locked(tx, catalog_id, rows=len(body.rows))
    rows, answered = sound_rows(body.rows)
    there = await _there(tx, catalog_id, [row.category_id for row in rows.values()])
    wanted: list[Wanted] = []
    seen: set[UUID] = set()
    for index, row in rows.items():
        found = _matched(index, row, there, seen)
        if isinstance(found, RowOutcome):
            answered.append(found)
        else:
            wanted.append(Wanted(index, row.category_id, row, found))
    return await save(tx, catalog, wanted, answered, partial=query.partial)


async def change_category(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, body: CategoryPatch, if_match: int
) -> CategoryDetail:
    """Change one category; NotFound, Stale, or `Invalid` naming every wrong field."""
    return await _change(tx, catalog_id, category_id, body, if_match)


async def move_category(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, body: NewPlace
) -> CategoryDetail:
    """Put a category, with all that is below it, under another parent; NotFound or `Invalid`."""
    fields = CategoryPatch(parent_id=body.parent_id, sort_order=body.sort_order)
    return await _change(tx, catalog_id, category_id, fields, None)


async def _change(
    tx: Tx, catalog_id: UUID, category_id: UUID, fields: CategorySent, version: int | None
) -> CategoryDetail:
    catalog = await locked(tx, catalog_id)
    before = (await _there(tx, catalog_id, [category_id])).get(category_id)
    if before is None:
        raise NotFound()
    if version is not None and before.version != version:
        only([RowOutcome(0, "stale", category_id, before.version)])
    wanted = [Wanted(0, category_id, fields, before)]
    only((await save(tx, catalog, wanted, [], partial=True)).rows)
    return await read_category(tx, catalog_id=catalog_id, category_id=category_id)


async def _there(tx: Tx, catalog_id: UUID, ids: list[UUID]) -> dict[UUID, CategoryRow]:
    rows = await categories_by_ids(tx, catalog_id=catalog_id, category_ids=ids)
    return {row.category_id: row for row in rows}


def _matched(
    index: int, row: CategoryChange, there: dict[UUID, CategoryRow], seen: set[UUID]
) -> CategoryRow | RowOutcome:
    category_id = row.category_id
    before = there.get(category_id)
    if before is None:
        return RowOutcome(index, "not_found", category_id)
    if category_id in seen:
        detail = "Another row of this call changes it, too."
        return refused(index, [FieldError("/category_id", "repeated", detail)])
    seen.add(category_id)
    if row.version is not None and row.version != before.version:
        return RowOutcome(index, "stale", category_id, before.version)
    return before
