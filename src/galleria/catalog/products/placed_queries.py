"""Typed doors to placed_queries.sql."""

from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog.products.list_queries import ListedProduct


@query
async def placed_products_by_name(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    name: str,
    after: UUID,
    category_id: UUID,
    subtree: bool,
    beginnings: list[str] | None,
    brand: str | None,
    tag: str | None,
    status: str | None,
    kind: str | None,
    price_min_minor: int | None,
    price_max_minor: int | None,
    rows_max: int,
) -> list[ListedProduct]: ...


@query
async def placed_products_by_newest(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    before: UUID,
    not_before: UUID,
    category_id: UUID,
    subtree: bool,
    beginnings: list[str] | None,
    brand: str | None,
    tag: str | None,
    status: str | None,
    kind: str | None,
    price_min_minor: int | None,
    price_max_minor: int | None,
    rows_max: int,
) -> list[ListedProduct]: ...
