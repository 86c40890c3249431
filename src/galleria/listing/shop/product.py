"""Everything that a product's page shows: 1 statement."""

from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.free_json import JsonObject
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog import Seo
from galleria.listing.shop.doors import ShopQuery, named, store_of
from galleria.listing.shop.product_queries import ShopProductRow, shop_product
from galleria.listing.shop.rows import (
    Alternate,
    Availability,
    Crumb,
    Picture,
    alternates,
    decoded,
)


class ShopOption(Struct, frozen=True):
    """What a buyer chooses: "Size" of "Small", "Large"."""

    name: str
    values: list[str] = []


class ShopVariant(Struct, frozen=True):
    """One thing to buy, at this store's price; a value for each option of the product.

    `compare_at_minor` is the price before, to be struck through. `media` are its own pictures.
    """

    variant_id: UUID
    option_values: list[str]
    sku: str | None
    barcode: str | None
    price_minor: int
    compare_at_minor: int | None
    currency: str
    weight_grams: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    media: list[Picture]
    availability: Availability


class ShopChoice(Struct, frozen=True):
    """One thing to choose; its price is added."""

    key: str
    name: str
    price_minor: int = 0
    is_default: bool = False


class ShopModifier(Struct, frozen=True):
    """A group of choices, of which a buyer takes `min` to `max`; a `max` of null: all there are."""

    key: str
    name: str
    choices: list[ShopChoice]
    min: int = 0
    max: int | None = None


class ShopSpecification(Struct, frozen=True):
    """How an attribute is printed; `kind` and `unit` are null where that is not defined."""

    key: str
    name: str
    kind: Literal["text", "number", "choice", "boolean", "date"] | None
    unit: str | None
    value: Raw


class ShopPart(Struct, frozen=True):
    """What is in a bundle, and how many of it."""

    product_id: UUID
    variant_id: UUID
    name: str
    slug: str
    option_values: list[str]
    quantity: int


class ShopProduct(Struct, frozen=True):
    """A product as shoppers see it; only what it is sold in.

    `compare_at_minor` belongs to the lowest price. `category_id` is where it belongs first of all;
    `breadcrumbs` lead there from the top.
    `variants` has each one that is sold. Prices of `modifiers` are added to a variant's.
    `attributes` are for programs; `specifications` are the same to be printed, in their order.
    `bundle` is empty unless its kind is bundle.
    """

    locale: str
    product_id: UUID
    kind: Literal["physical", "digital", "gift_card", "bundle"]
    name: str
    slug: str
    description: str
    brand: str | None
    tags: list[str]
    category_id: UUID | None
    breadcrumbs: list[Crumb]
    price_min_minor: int
    price_max_minor: int
    compare_at_minor: int | None
    currency: str
    availability: Availability
    options: list[ShopOption]
    variants: list[ShopVariant]
    modifiers: list[ShopModifier]
    attributes: JsonObject
    specifications: list[ShopSpecification]
    bundle: list[ShopPart]
    media: list[Picture]
    seo: Seo
    alternates: list[Alternate]


async def read_shop_product(tx: ReadTx, *, product: str, query: ShopQuery) -> ShopProduct:
    """Return a product's page, by its id or slug; NotFound.

    A slug is the product's in the language asked for, or else its own.
    """
    wanted = named(product)
    row = await shop_product(
        tx,
        store_id=store_of(tx),
        locale=query.locale,
        product_id=wanted.id,
        slug=wanted.slug,
        now=tx.context.now,
    )
    if row is None:
        raise NotFound()
    return _product(row)


def _product(row: ShopProductRow) -> ShopProduct:
    return ShopProduct(
        locale=row.locale,
        product_id=row.product_id,
        kind=row.kind,
        name=row.name,
        slug=row.slug,
        description=row.description,
        brand=row.brand,
        tags=row.tags,
        category_id=row.category_id,
        breadcrumbs=decoded(row.breadcrumbs, list[Crumb]),
        price_min_minor=row.price_min_minor,
        price_max_minor=row.price_max_minor,
        compare_at_minor=row.compare_at_minor,
        currency=row.currency,
        availability=row.availability,
        options=decoded(row.options, list[ShopOption]),
        variants=decoded(row.variants, list[ShopVariant]),
        modifiers=decoded(row.modifiers, list[ShopModifier]),
        attributes=row.attributes,
        specifications=decoded(row.specifications, list[ShopSpecification]),
        bundle=decoded(row.bundle, list[ShopPart]),
        media=decoded(row.media, list[Picture]),
        seo=decoded(row.seo, Seo),
        alternates=alternates(row.slugs),
    )
