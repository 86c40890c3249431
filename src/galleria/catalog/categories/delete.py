"""Delete categories, saying what happens to what is in them."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.bulk import BULK_ROWS_MAX, BulkCounts, BulkMode, RowOutcome, settle
from galleria.base.tx import Tx
from galleria.catalog.categories.heirs import heirs_of
from galleria.catalog.categories.kept import kept_of, outcomes_of
from galleria.catalog.categories.queries import (
    Heir,
    MovedCategory,
    categories_by_ids,
    contents_of,
    move_subcategories,
    rehome_products,
    take_products,
    tree_of,
)
from galleria.catalog.categories.queries import (
    delete_categories as delete_rows,
)
from galleria.catalog.events import CategoryDeleted, CategoryMoved
from galleria.catalog.lock import begin_writing, locked
from galleria.catalog.notices import CategoriesWritten, ProductsWritten
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import only
from galleria.engine.events import record
from galleria.engine.notices import tell

Fate = Literal["refuse", "move_to_parent", "uncategorise"]
WhatIsInIt = Annotated[
    Fate,
    Meta(
        description="`refuse`: only empty categories go. `move_to_parent`: what is in it goes to "
        "its parent, products past smart ones. `uncategorise`: its products are in their other "
        "categories only, if they have any; its subcategories go to its parent."
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


class Heirs(Struct, frozen=True):
    """Who gets what was in each category that goes; None: the top level, or no category."""

    categories: dict[UUID, UUID | None]
    products: dict[UUID, UUID | None]


class Emptied(Struct, frozen=True):
    """What went elsewhere."""

    categories: list[MovedCategory]
    product_ids: list[UUID]


async def delete_categories(
    tx: Tx, *, catalog_id: UUID, body: CategoryDeletion, query: BulkMode
) -> CategoriesDeleted:
    """Delete up to 1,000 categories; NotFound (catalog) or BulkRefused.

    Only what was there and is gone counts as deleted. One that the filter of another names is
    refused. 9 statements, any number of rows, and those of showing the products anew.
    """
    catalog = await locked(tx, catalog_id, rows=len(body.ids))
    return await _delete(tx, catalog, body, partial=query.partial)


async def delete_category(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, query: ContentsQuery, if_match: int
) -> CategoriesDeleted:
    """Delete one category; NotFound, Stale, or `Invalid` when it is not empty or in use."""
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
    kept = kept_of(there, contents, must_be_empty=body.contents == "refuse")
    settled = settle(outcomes_of(body.ids, there, kept), partial=partial, at="/ids")
    going = {node: row for node, row in there.items() if node not in kept}
    heirs = await _heirs(tx, catalog_id, set(going), body.contents)
    await begin_writing(tx, catalog)
    emptied = await _empty(tx, catalog_id, heirs, body.contents)
    await delete_rows(tx, catalog_id=catalog_id, category_ids=list(going))
    gone = [
        CategoryDeleted(node, catalog_id, row.name, contents[node].products, heirs.products[node])
        for node, row in going.items()
    ]
    moved = [
        CategoryMoved(row.category_id, catalog_id, row.from_id, row.to_id, row.version)
        for row in emptied.categories
    ]
    await record(tx, [*moved, *gone])
    await tell(tx, ProductsWritten(catalog_id, emptied.product_ids))
    await tell(tx, CategoriesWritten(catalog_id, [row.category_id for row in moved]))
    to_parent = sum(event.products for event in gone if event.products_to is not None)
    return CategoriesDeleted(
        settled.rows,
        settled.counts,
        subcategories_moved=len(moved),
        products_moved=to_parent,
        products_uncategorised=sum(event.products for event in gone) - to_parent,
    )


async def _heirs(tx: Tx, catalog_id: UUID, going: set[UUID], fate: Fate) -> Heirs:
    if not going:
        return Heirs({}, {})
    rows = await tree_of(tx, catalog_id=catalog_id)
    tree = {row.category_id: row.parent_id for row in rows}
    up = heirs_of(tree, going)
    if fate != "move_to_parent":
        return Heirs(up, dict.fromkeys(going))
    # A smart category takes no products: they go on to the next above it.
    closed = going | {row.category_id for row in rows if row.kind == "smart"}
    above = heirs_of(tree, closed)
    return Heirs(up, {node: above[node] for node in going})


async def _empty(tx: Tx, catalog_id: UUID, heirs: Heirs, fate: Fate) -> Emptied:
    going = list(heirs.products)
    if fate == "refuse" or not going:
        return Emptied([], [])
    now = tx.context.now
    moved = await move_subcategories(
        tx,
        catalog_id=catalog_id,
        category_ids=going,
        heirs=[Heir(node, to) for node, to in heirs.categories.items()],
        now=now,
    )
    to = heirs.products
    product_ids = await take_products(
        tx, catalog_id=catalog_id, heirs=[Heir(node, to[node]) for node in going]
    )
    if product_ids:
        await rehome_products(
            tx,
            catalog_id=catalog_id,
            product_ids=product_ids,
            from_ids=going,
            to_ids=[to[node] for node in going],
            now=now,
        )
    return Emptied(moved, product_ids)
