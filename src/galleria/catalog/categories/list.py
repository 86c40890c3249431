"""Reads: a catalog's categories, level by level or as a whole tree."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.categories.filter import CategoryFilter, decoded
from galleria.catalog.categories.list_queries import (
    Breadcrumb,
    ListedCategory,
    TreeCategory,
    breadcrumbs_of,
    categories_after,
    find_category,
    subcategories_after,
    top_categories_after,
    whole_tree,
)
from galleria.catalog.categories.tree import depth_first
from galleria.catalog.fields import Seo
from galleria.catalog.list import read_catalog
from galleria.catalog.queries import BEFORE_ALL

SORT_FIRST = -(2**31)


class CategoryQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """With a parent, or the top level, in the order of a menu; without, oldest first."""

    parent_id: Annotated[UUID, Meta(description="Only the categories right below it.")] | None = (
        None
    )
    top_level: Annotated[bool, Meta(description="Only categories without a parent.")] = False


class CategoryPosition(Struct, frozen=True):
    """Where a page ended."""

    sort_order: int
    name: str
    after: UUID


class Category(Struct, frozen=True):
    """A place in the tree of its catalog; a smart one has the products that its filter finds."""

    category_id: UUID
    parent_id: UUID | None
    external_key: str | None
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None
    sort_order: int
    metadata: Raw
    is_active: bool
    kind: str
    filter: CategoryFilter | None
    product_order: str
    seo: Seo
    version: int
    created_at: datetime
    updated_at: datetime


class CategoryDetail(Category, frozen=True):
    """`breadcrumbs` lead from the top level to the category itself."""

    breadcrumbs: list[Breadcrumb]


class CategoryNode(Struct, frozen=True):
    """`depth` is 0 at the top level."""

    category_id: UUID
    parent_id: UUID | None
    name: str
    slug: str
    sort_order: int
    is_active: bool
    kind: str
    version: int
    depth: int


class CategoryTree(Struct, frozen=True):
    """Every category of the catalog, each right before all that is below it."""

    items: list[CategoryNode]


async def list_categories(tx: ReadTx, *, catalog_id: UUID, query: CategoryQuery) -> Page[Category]:
    """Return a page of categories; NotFound (catalog)."""
    if query.parent_id is not None and query.top_level:
        detail = "Ask for the top level or for a parent's, not for both."
        raise Invalid(errors=[FieldError("?top_level", "ambiguous", detail)])
    await read_catalog(tx, catalog_id=catalog_id)
    start = CategoryPosition(SORT_FIRST, "", BEFORE_ALL)
    position = query.after(CategoryPosition) or start
    rows = await _rows(tx, catalog_id, query, position)
    return page([Category(**_fields(row)) for row in rows], query.limit, _position)


async def read_category(tx: ReadTx, *, catalog_id: UUID, category_id: UUID) -> CategoryDetail:
    """Return one category with the way to it; NotFound. 2 statements."""
    row = await find_category(tx, catalog_id=catalog_id, category_id=category_id)
    if row is None:
        raise NotFound()
    way = await breadcrumbs_of(tx, catalog_id=catalog_id, category_id=category_id)
    return CategoryDetail(**_fields(row), breadcrumbs=way)


async def read_category_tree(tx: ReadTx, *, catalog_id: UUID) -> CategoryTree:
    """Return all categories in the order of the tree; NotFound (catalog)."""
    await read_catalog(tx, catalog_id=catalog_id)
    rows = {row.category_id: row for row in await whole_tree(tx, catalog_id=catalog_id)}
    parents = {row.category_id: row.parent_id for row in rows.values()}
    return CategoryTree([_node(row, depth) for row, depth in depth_first(rows, parents)])


async def _rows(
    tx: ReadTx, catalog_id: UUID, query: CategoryQuery, position: CategoryPosition
) -> list[ListedCategory]:
    rows_max = query.limit + 1
    sort_order, name, after = position.sort_order, position.name, position.after
    if query.top_level:
        return await top_categories_after(
            tx,
            catalog_id=catalog_id,
            sort_order=sort_order,
            name=name,
            after=after,
            rows_max=rows_max,
        )
    if query.parent_id is not None:
        return await subcategories_after(
            tx,
            catalog_id=catalog_id,
            parent_id=query.parent_id,
            sort_order=sort_order,
            name=name,
            after=after,
            rows_max=rows_max,
        )
    return await categories_after(tx, catalog_id=catalog_id, after=after, rows_max=rows_max)


def _fields(row: ListedCategory) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(row),
        "filter": decoded(row.filter),
        "seo": msgspec.json.decode(row.seo, type=Seo),
    }


def _position(category: Category) -> CategoryPosition:
    return CategoryPosition(category.sort_order, category.name, category.category_id)


def _node(row: TreeCategory, depth: int) -> CategoryNode:
    return CategoryNode(
        row.category_id,
        row.parent_id,
        row.name,
        row.slug,
        row.sort_order,
        row.is_active,
        row.kind,
        row.version,
        depth,
    )
