"""Delete categories, saying what happens to what is in them."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.bulk import BULK_ROWS_MAX, BulkCounts, BulkMode, RowOutcome, settle
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.categories.heirs import heirs_of
from galleria.catalog.categories.queries import (
    CategoryRow,
    Contents,
    Heir,
    categories_by_ids,
    contents_of,
    move_products,
    move_subcategories,
    tree_of,
)
from galleria.catalog.categories.queries import (
    delete_categories as delete_rows,
)
from galleria.catalog.events import CategoryDeleted, CategoryMoved
from galleria.catalog.lock import begin_writing, locked
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import only, refused
from galleria.engine.events import Event, record

Fate = Literal["refuse", "move_to_parent", "uncategorise"]
WhatIsInIt = Annotated[
    Fate,
    Meta(
        description="`refuse`: only empty categories go. `move_to_parent`: what is in it goes to "
        "its parent. `uncategorise`: its products have no category then; its subcategories go to "
        "its parent."
    ),
]


class CategoryDeletion(Struct, frozen=True, forbid_unknown_fields=True):
    """Subcategories that are deleted by the same call do not count as contents."""

    ids: Annotated[list[UUID], Meta(min_length=1, max_length=BULK_ROWS_MAX)]
    contents: WhatIsInIt = "refuse"


class ContentsQuery(Struct, frozen=True, forbid_unknown_fields=True):
    contents: WhatIsInIt = "refuse"


class CategoriesDeleted(Struct, frozen=True):
    """One outcome an id, and how much of what was in them went where."""

    rows: list[RowOutcome]
    counts: BulkCounts
    subcategories_moved: int
    products_moved: int
    products_uncategorised: int


async def delete_categories(
    tx: Tx, *, catalog_id: UUID, body: CategoryDeletion, query: BulkMode
) -> CategoriesDeleted:
    """Delete up to 1,000 categories; NotFound (catalog) or BulkRefused.

    Only what was there and is gone counts as deleted. 8 statements, any number of rows.
    """
    catalog = await locked(tx, catalog_id, rows=len(body.ids))
    return await _delete(tx, catalog, body, partial=query.partial)


async def delete_category(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, query: ContentsQuery, if_match: int
) -> CategoriesDeleted:
    """Delete one category; NotFound, Stale, or `Invalid` when it is not empty."""
    catalog = await locked(tx, catalog_id)
    for row in await categories_by_ids(tx, catalog_id=catalog_id, category_ids=[category_id]):
        if row.version != if_match:
            only([RowOutcome(0, "stale", category_id, row.version)])
    body = CategoryDeletion([category_id], query.contents)
    deleted = await _delete(tx, catalog, body, partial=True)
    only(deleted.rows)
    return deleted


async def _delete(
    tx: Tx, catalog: LockedCatalog, body: CategoryDeletion, *, partial: bool
) -> CategoriesDeleted:
    catalog_id = catalog.catalog_id
    ids = list(dict.fromkeys(body.ids))
    found = await categories_by_ids(tx, catalog_id=catalog_id, category_ids=ids)
    there = {row.category_id: row for row in found}
    contents = {
        row.category_id: row
        for row in await contents_of(tx, catalog_id=catalog_id, category_ids=ids)
    }
    kept = _kept(there, contents) if body.contents == "refuse" else set[UUID]()
    outcomes = _outcomes(body.ids, there, kept)
    settled = settle(outcomes, partial=partial, at="/ids")
    going = {node: row for node, row in there.items() if node not in kept}
    heirs = await _heirs(tx, catalog_id, set(going))
    await begin_writing(tx, catalog)
    moved = await _empty(tx, catalog_id, list(going), heirs, body.contents)
    await delete_rows(tx, catalog_id=catalog_id, category_ids=list(going))
    products_to = heirs if body.contents == "move_to_parent" else dict.fromkeys(heirs)
    gone = [
        CategoryDeleted(node, catalog_id, row.name, contents[node].products, products_to[node])
        for node, row in going.items()
    ]
    await record(tx, [*moved, *gone])
    to_parent = sum(event.products for event in gone if event.products_to is not None)
    return CategoriesDeleted(
        settled.rows,
        settled.counts,
        subcategories_moved=len(moved),
        products_moved=to_parent,
        products_uncategorised=sum(event.products for event in gone) - to_parent,
    )


def _kept(there: dict[UUID, CategoryRow], contents: dict[UUID, Contents]) -> set[UUID]:
    """Return the categories that are not empty, and so stay, and with each all above it."""
    kept = {node for node, row in contents.items() if row.subcategories or row.products}
    waiting = list(kept)
    while waiting:
        parent = there[waiting.pop()].parent_id
        if parent is not None and parent in there and parent not in kept:
            kept.add(parent)
            waiting.append(parent)
    return kept


def _outcomes(ids: list[UUID], there: dict[UUID, CategoryRow], kept: set[UUID]) -> list[RowOutcome]:
    outcomes: list[RowOutcome] = []
    seen: set[UUID] = set()
    for index, node in enumerate(ids):
        if node not in there:
            outcomes.append(RowOutcome(index, "not_found", node))
        elif node in seen:
            outcomes.append(refused(index, [FieldError("", "repeated", "It is listed twice.")]))
        elif node in kept:
            detail = "It is not empty; say in `contents` what happens to what is in it."
            outcomes.append(refused(index, [FieldError("", "not_empty", detail)]))
        else:
            outcomes.append(RowOutcome(index, "deleted", node))
        seen.add(node)
    return outcomes


async def _heirs(tx: Tx, catalog_id: UUID, going: set[UUID]) -> dict[UUID, UUID | None]:
    if not going:
        return {}
    tree = {row.category_id: row.parent_id for row in await tree_of(tx, catalog_id=catalog_id)}
    return heirs_of(tree, going)


async def _empty(
    tx: Tx, catalog_id: UUID, going: list[UUID], heirs: dict[UUID, UUID | None], fate: Fate
) -> list[Event]:
    if fate == "refuse" or not going:
        return []
    now = tx.context.now
    up = [Heir(node, heirs[node]) for node in going]
    moved = await move_subcategories(
        tx, catalog_id=catalog_id, category_ids=going, heirs=up, now=now
    )
    products = up if fate == "move_to_parent" else [Heir(node, None) for node in going]
    await move_products(
        tx, catalog_id=catalog_id, category_ids=going, heirs=products, now=now
    )
    return [
        CategoryMoved(row.category_id, catalog_id, row.from_id, row.to_id, row.version)
        for row in moved
    ]
