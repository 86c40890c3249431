"""A product as staff see it."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.catalog.fields import NO_LIST, ProductKind, ProductStatus, Seo
from galleria.catalog.products.bundles import Part, parts_of
from galleria.catalog.products.list_queries import ListedProduct
from galleria.catalog.products.media import Media
from galleria.catalog.products.modifiers import Modifier
from galleria.catalog.products.rows import Option


class Variant(Struct, frozen=True):
    """One thing that is sold; a value for each option of the product."""

    variant_id: UUID
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
    media: list[Media]
    is_active: bool


class Product(Struct, frozen=True):
    """A product with its variants in their order."""

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
    options: list[Option]
    variants: list[Variant]
    attributes: Raw
    modifiers: list[Modifier]
    bundle: list[Part]
    media: list[Media]
    seo: Seo
    source_raw: Raw | None
    sort_order: int
    version: int
    created_at: datetime
    updated_at: datetime


def product_of(row: ListedProduct) -> Product:
    """Return the product as it is answered."""
    return Product(
        product_id=row.product_id,
        kind=row.kind,
        status=row.status,
        publish_at=row.publish_at,
        category_id=row.category_id,
        further_category_ids=row.further_category_ids,
        external_key=row.external_key,
        name=row.name,
        slug=row.slug,
        description=row.description,
        brand=row.brand,
        tags=row.tags,
        tax_class=row.tax_class,
        fulfilment_partner=row.fulfilment_partner,
        options=msgspec.json.decode(row.options, type=list[Option]),
        variants=msgspec.json.decode(row.variants or NO_LIST, type=list[Variant]),
        attributes=row.attributes,
        modifiers=msgspec.json.decode(row.modifiers, type=list[Modifier]),
        bundle=parts_of(row.bundle),
        media=msgspec.json.decode(row.media, type=list[Media]),
        seo=msgspec.json.decode(row.seo, type=Seo),
        source_raw=row.source_raw,
        sort_order=row.sort_order,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
