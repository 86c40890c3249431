"""Typed doors to category_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class ShopCategoryRow(Struct, frozen=True):
    """A visible category; all null but the locale stands for a shop that has none.

    `searched` is the filter of one whose products are not counted ahead.
    """

    locale: str
    category_id: UUID | None
    parent_id: UUID | None
    kind: Literal["manual", "smart"]
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None
    products: int | None
    catalog_id: UUID | None
    searched: str | None


class ShopCategoryPageRow(Struct, frozen=True):
    """A visible category with what is around it."""

    locale: str
    category_id: UUID
    parent_id: UUID | None
    kind: Literal["manual", "smart"]
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None
    products: int | None
    catalog_id: UUID
    searched: str | None
    seo: Raw
    product_order: Literal["manual", "name", "price", "-price", "newest"]
    breadcrumbs: Raw
    children: Raw
    slugs: Raw


@query
async def shop_categories(
    tx: ReadTx, *, store_id: UUID, locale: str | None, now: datetime
) -> list[ShopCategoryRow]: ...


@query
async def shop_category(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    category_id: UUID | None,
    slug: str | None,
    now: datetime,
) -> ShopCategoryPageRow | None: ...
