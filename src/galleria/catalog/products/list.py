"""Reads: a catalog's products, by name or newest first."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.base.money import PriceMinor
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.fields import ProductKind, ProductStatus, Seo
from galleria.catalog.list import read_catalog
from galleria.catalog.products.list_queries import (
    ListedProduct,
    find_product,
    products_by_name,
    products_by_newest,
)
from galleria.catalog.products.media import Media
from galleria.catalog.products.modifiers import Modifier
from galleria.catalog.products.placed_queries import (
    placed_products_by_name,
    placed_products_by_newest,
)
from galleria.catalog.products.rows import Option
from galleria.catalog.queries import BEFORE_ALL

AFTER_ALL = UUID(int=2**128 - 1)


class ProductQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Every filter given must hold; a price is one of any of the product's variants."""

    order: Annotated[Literal["name", "newest"], Meta(description="Which come first.")] = "name"
    category_id: (
        Annotated[UUID, Meta(description="In this category, as one of several.")] | None
    ) = None
    subtree: Annotated[bool, Meta(description="Or in one that is below it.")] = False
    brand: Annotated[str, Meta(max_length=200)] | None = None
    tag: Annotated[str, Meta(max_length=100)] | None = None
    status: ProductStatus | None = None
    kind: ProductKind | None = None
    price_min: PriceMinor | None = None
    price_max: PriceMinor | None = None


class NamePosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page by name ended."""

    name: str
    after: UUID


class NewestPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page of the newest ended."""

    before: UUID


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


class Part(Struct, frozen=True):
    """What a bundle has of a variant."""

    variant_id: UUID
    quantity: int


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


async def list_products(tx: ReadTx, *, catalog_id: UUID, query: ProductQuery) -> Page[Product]:
    """Return a page of products; NotFound (catalog)."""
    await read_catalog(tx, catalog_id=catalog_id)
    by_name = query.order == "name"
    rows = await (_by_name if by_name else _by_newest)(tx, catalog_id, query)
    return page([_product(row) for row in rows], query.limit, _name if by_name else _newest)


async def read_product(tx: ReadTx, *, catalog_id: UUID, product_id: UUID) -> Product:
    """Return one product; NotFound."""
    row = await find_product(tx, catalog_id=catalog_id, product_id=product_id)
    if row is None:
        raise NotFound()
    return _product(row)


async def _by_name(tx: ReadTx, catalog_id: UUID, query: ProductQuery) -> list[ListedProduct]:
    position = query.after(NamePosition) or NamePosition("", BEFORE_ALL)
    wanted = {"catalog_id": catalog_id, "name": position.name, "after": position.after}
    if query.category_id is None:
        return await products_by_name(tx, **wanted, **_filters(query))
    return await placed_products_by_name(tx, **wanted, **_place(query), **_filters(query))


async def _by_newest(tx: ReadTx, catalog_id: UUID, query: ProductQuery) -> list[ListedProduct]:
    position = query.after(NewestPosition) or NewestPosition(AFTER_ALL)
    wanted = {"catalog_id": catalog_id, "before": position.before}
    if query.category_id is None:
        return await products_by_newest(tx, **wanted, **_filters(query))
    return await placed_products_by_newest(tx, **wanted, **_place(query), **_filters(query))


def _place(query: ProductQuery) -> dict[str, Any]:
    return {"category_id": query.category_id, "subtree": query.subtree}


def _filters(query: ProductQuery) -> dict[str, Any]:
    return {
        "brand": query.brand,
        "tag": query.tag,
        "status": query.status,
        "kind": query.kind,
        "price_min": query.price_min,
        "price_max": query.price_max,
        "rows_max": query.limit + 1,
    }


def _name(product: Product) -> NamePosition:
    return NamePosition(product.name, product.product_id)


def _newest(product: Product) -> NewestPosition:
    return NewestPosition(product.product_id)


def _product(row: ListedProduct) -> Product:
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
        variants=msgspec.json.decode(row.variants or Raw(b"[]"), type=list[Variant]),
        attributes=row.attributes,
        modifiers=msgspec.json.decode(row.modifiers, type=list[Modifier]),
        bundle=msgspec.json.decode(row.bundle, type=list[Part]),
        media=msgspec.json.decode(row.media, type=list[Media]),
        seo=msgspec.json.decode(row.seo, type=Seo),
        source_raw=row.source_raw,
        sort_order=row.sort_order,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
