"""Typed doors to queries.sql."""

from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Shop(Struct, frozen=True):
    """A store as its shoppers see it."""

    store_id: UUID
    name: str
    slug: str
    kind: Literal["online", "till", "gift"]
    currency: str
    locale: str
    time_zone: str
    branding: Raw


class ShopCategoryRow(Struct, frozen=True):
    """A visible category; all null stands for a shop that has none."""

    category_id: UUID | None
    parent_id: UUID | None
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None


class ShopProductRow(Struct, frozen=True):
    """A visible product; all null stands for a category that has none."""

    product_id: UUID | None
    category_id: UUID | None
    name: str
    slug: str
    description: str
    brand: str | None
    options: Raw
    attributes: Raw
    media: Raw
    sort_order: int
    variants: Raw


@query
async def shop_store(tx: ReadTx, *, store_id: UUID) -> Shop | None: ...


@query
async def shop_categories(tx: ReadTx, *, store_id: UUID) -> list[ShopCategoryRow]: ...


@query
async def shop_product(
    tx: ReadTx, *, store_id: UUID, product_id: UUID | None, slug: str | None
) -> ShopProductRow | None: ...
