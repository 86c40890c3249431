"""Typed doors to list_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog.categories.queries import CategoryRow


class ListedCategory(CategoryRow, frozen=True):
    """A category with its times."""

    created_at: datetime
    updated_at: datetime


class TreeCategory(Struct, frozen=True):
    category_id: UUID
    parent_id: UUID | None
    name: str
    slug: str
    sort_order: int
    is_active: bool
    kind: str
    version: int


class Breadcrumb(Struct, frozen=True):
    """A category on the way from the top."""

    category_id: UUID
    name: str
    slug: str


@query
async def find_category(
    tx: ReadTx, *, catalog_id: UUID, category_id: UUID
) -> ListedCategory | None: ...


@query
async def breadcrumbs_of(
    tx: ReadTx, *, catalog_id: UUID, category_id: UUID
) -> list[Breadcrumb]: ...


@query
async def categories_after(
    tx: ReadTx, *, catalog_id: UUID, after: UUID, rows_max: int
) -> list[ListedCategory]: ...


@query
async def subcategories_after(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    parent_id: UUID,
    sort_order: int,
    name: str,
    after: UUID,
    rows_max: int,
) -> list[ListedCategory]: ...


@query
async def top_categories_after(
    tx: ReadTx, *, catalog_id: UUID, sort_order: int, name: str, after: UUID, rows_max: int
) -> list[ListedCategory]: ...


@query
async def whole_tree(tx: ReadTx, *, catalog_id: UUID) -> list[TreeCategory]: ...
