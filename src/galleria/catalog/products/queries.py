"""Typed doors to queries.sql: what writers of products read."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog.fields import ProductKind, ProductStatus


class ProductRow(Struct, frozen=True):
    """A product as writers see it, without its variants.

    `bundle` is a JSON list of {variant_id, quantity}.
    """

    product_id: UUID
    kind: ProductKind
    status: ProductStatus
    publish_at: datetime | None
    category_id: UUID | None
    further_category_ids: list[UUID]
    external_key: str | None
    name: str
    slug: str
    description: str
    brand: str | None
    tags: list[str]
    tax_class: str
    fulfilment_partner: str | None
    options: Raw
    attributes: Raw
    modifiers: Raw
    bundle: Raw
    media: Raw
    seo: Raw
    source_raw: Raw | None
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
    further_barcodes: list[str]
    price_minor: int
    compare_at_minor: int | None
    cost_minor: int | None
    currency: str
    weight_grams: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    media: Raw
    is_active: bool


class NamedThing(Struct, frozen=True):
    """Who has a code, or a category that is there."""

    kind: str
    value: str
    owner_id: UUID


class PartRow(Struct, frozen=True):
    """A variant that a bundle names, and what it is a variant of."""

    variant_id: UUID
    sku: str | None
    product_id: UUID
    product_kind: ProductKind


class PartUse(Struct, frozen=True):
    """A bundle that has a variant: `product_id` and `name` are the bundle's."""

    variant_id: UUID
    product_id: UUID
    name: str


class UsedProduct(Struct, frozen=True):
    """A product that a bundle has a variant of; the first such bundle by name."""

    product_id: UUID
    bundle_id: UUID
    bundle_name: str


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
async def variants_named(
    tx: ReadTx, *, catalog_id: UUID, skus: list[str], variant_ids: list[UUID]
) -> list[PartRow]: ...


@query
async def bundles_with(tx: ReadTx, *, variant_ids: list[UUID]) -> list[PartUse]: ...


@query
async def products_in_bundles(
    tx: ReadTx, *, catalog_id: UUID, product_ids: list[UUID]
) -> list[UsedProduct]: ...
