"""Typed doors to list_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog.products.queries import ProductRow


class ListedProduct(ProductRow, frozen=True):
    """A product as staff see it; `variants` is a JSON array."""

    created_at: datetime
    updated_at: datetime
    variants: Raw | None


@query
async def find_product(
    tx: ReadTx, *, catalog_id: UUID, product_id: UUID
) -> ListedProduct | None: ...


@query
async def product_of_codes(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    external_key: str | None,
    sku: str | None,
    barcode: str | None,
    codes_count: int,
) -> UUID | None: ...


@query
async def products_by_name(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    name: str,
    after: UUID,
    beginning: str,
    brand: str | None,
    tag: str | None,
    status: str | None,
    kind: str | None,
    price_min_minor: int | None,
    price_max_minor: int | None,
    rows_max: int,
) -> list[ListedProduct]: ...


@query
async def products_by_newest(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    before: UUID,
    not_before: UUID,
    beginnings: list[str] | None,
    brand: str | None,
    tag: str | None,
    status: str | None,
    kind: str | None,
    price_min_minor: int | None,
    price_max_minor: int | None,
    rows_max: int,
) -> list[ListedProduct]: ...
