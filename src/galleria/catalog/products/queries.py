"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class ProductRow(Struct, frozen=True):
    """A product as writers see it, without its variants."""

    product_id: UUID
    category_id: UUID | None
    external_key: str | None
    name: str
    slug: str
    description: str
    brand: str | None
    tax_class: str
    fulfilment_partner: str | None
    options: Raw
    attributes: Raw
    media: Raw
    source_raw: Raw | None
    is_active: bool
    sort_order: int
    version: int


class VariantRow(Struct, frozen=True):
    """A variant as writers see it."""

    variant_id: UUID
    product_id: UUID
    position: int
    option_values: list[str]
    sku: str | None
    barcode: str | None
    price_minor: int
    currency: str
    is_active: bool


class ListedProduct(ProductRow, frozen=True):
    """A product as readers see it; `variants` is a JSON array."""

    created_at: datetime
    updated_at: datetime
    variants: Raw | None


class NamedThing(Struct, frozen=True):
    """Who has a code, or a category that is there."""

    kind: str
    value: str
    owner_id: UUID


class DeletedProduct(Struct, frozen=True):
    product_id: UUID
    name: str


@query
async def products_by_ids(
    tx: ReadTx, *, catalog_id: UUID, product_ids: list[UUID]
) -> list[ProductRow]: ...


@query
async def products_by_keys(
    tx: ReadTx, *, catalog_id: UUID, external_keys: list[str]
) -> list[ProductRow]: ...


@query
async def variants_of(tx: ReadTx, *, product_ids: list[UUID]) -> list[VariantRow]: ...


@query
async def product_codes(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    skus: list[str],
    barcodes: list[str],
    slugs: list[str],
    external_keys: list[str],
    category_ids: list[UUID],
    category_keys: list[str],
) -> list[NamedThing]: ...


@query
async def insert_products(
    tx: Tx,
    *,
    catalog_id: UUID,
    rows: list[ProductRow],
    variants: list[VariantRow],
    now: datetime,
) -> None: ...


@query
async def update_products(
    tx: Tx, *, catalog_id: UUID, rows: list[ProductRow], now: datetime
) -> None: ...


@query
async def touch_products(
    tx: Tx, *, catalog_id: UUID, product_ids: list[UUID], now: datetime
) -> None: ...


@query
async def insert_variants(
    tx: Tx, *, catalog_id: UUID, rows: list[VariantRow], now: datetime
) -> None: ...


@query
async def update_variants(tx: Tx, *, rows: list[VariantRow], now: datetime) -> None: ...


@query
async def delete_variants(tx: Tx, *, variant_ids: list[UUID]) -> None: ...


@query
async def delete_products(
    tx: Tx, *, catalog_id: UUID, product_ids: list[UUID]
) -> list[DeletedProduct]: ...


@query
async def find_product(
    tx: ReadTx, *, catalog_id: UUID, product_id: UUID
) -> ListedProduct | None: ...


@query
async def products_by_name(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    name: str,
    after: UUID,
    category_id: UUID | None,
    brand: str | None,
    is_active: bool | None,
    price_min: int | None,
    price_max: int | None,
    rows_max: int,
) -> list[ListedProduct]: ...


@query
async def products_by_newest(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    before: UUID,
    category_id: UUID | None,
    brand: str | None,
    is_active: bool | None,
    price_min: int | None,
    price_max: int | None,
    rows_max: int,
) -> list[ListedProduct]: ...
