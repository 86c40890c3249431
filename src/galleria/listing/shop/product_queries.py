"""Typed doors to product_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.listing.shop.rows import Availability


class ShopProductRow(Struct, frozen=True):
    """A visible product, whole."""

    locale: str
    product_id: UUID
    kind: Literal["physical", "digital", "gift_card", "bundle"]
    name: str
    slug: str
    description: str
    brand: str | None
    tags: list[str]
    category_id: UUID | None
    price_min_minor: int
    price_max_minor: int
    compare_at_minor: int | None
    currency: str
    availability: Availability
    options: Raw
    modifiers: Raw
    media: Raw
    seo: Raw
    attributes: Raw
    variants: Raw
    specifications: Raw
    bundle: Raw
    breadcrumbs: Raw
    slugs: Raw


@query
async def shop_product(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    product_id: UUID | None,
    slug: str | None,
    now: datetime,
) -> ShopProductRow | None: ...
