"""Typed doors to list_queries.sql."""

from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog.shop.queries import ShopProductRow


@query
async def shop_products_in(
    tx: ReadTx,
    *,
    store_id: UUID,
    category_id: UUID | None,
    slug: str | None,
    sort_order: int,
    name: str,
    after: UUID,
    rows_max: int,
) -> list[ShopProductRow]: ...


@query
async def shop_products_below(
    tx: ReadTx,
    *,
    store_id: UUID,
    category_id: UUID | None,
    slug: str | None,
    sort_order: int,
    name: str,
    after: UUID,
    rows_max: int,
) -> list[ShopProductRow]: ...
