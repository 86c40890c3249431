"""Products as they are sent: new ones, changes to one, changes to many."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from galleria.base.examples import EXAMPLE_ID
from galleria.base.free_json import JsonObject
from galleria.base.money import PriceMinor
from galleria.catalog.fields import (
    BUNDLE_PARTS_MAX,
    FURTHER_BARCODES_MAX,
    FURTHER_CATEGORIES_MAX,
    MEDIA_MAX,
    OPTIONS_MAX,
    TAGS_MAX,
    VARIANT_MEDIA_MAX,
    VARIANTS_MAX,
    Barcode,
    CurrencyCode,
    ExternalKey,
    Line,
    OptionValue,
    ProductKind,
    ProductName,
    ProductStatus,
    Quantity,
    Seo,
    SizeMm,
    Sku,
    Slug,
    SortOrder,
    Tag,
    Text,
    Version,
    WeightGrams,
)
from galleria.catalog.products.media import Media
from galleria.catalog.products.modifiers import MODIFIERS_MAX, Modifier

FurtherBarcodes = Annotated[list[Barcode], Meta(max_length=FURTHER_BARCODES_MAX)]
FurtherIds = Annotated[list[UUID], Meta(max_length=FURTHER_CATEGORIES_MAX)]
FurtherKeys = Annotated[list[ExternalKey], Meta(max_length=FURTHER_CATEGORIES_MAX)]
# A T-shirt in every size and colour. Lists of variants and the short form exclude each other.
_PRODUCT_EXAMPLE: dict[str, Any] = {
    "name": "T-shirt",
    "brand": "Acme",
    "tags": ["cotton"],
    "description": "Soft, and cut straight.",
    "options": [
        {"name": "Size", "values": ["S", "M", "L"]},
        {"name": "Colour", "values": ["Blue", "White"]},
    ],
    "price_minor": 1990,
    "compare_at_minor": 2490,
    "weight_grams": 180,
    "attributes": {"material": "cotton"},
    "media": [
        {"url": "https://images.example.com/t-shirt.jpg", "alt_text": "A T-shirt on a table"}
    ],
}
_CHANGE_EXAMPLE: dict[str, Any] = {
    "description": "Soft, cut straight, and washed once.",
    "tags": ["cotton", "new"],
    "status": "active",
}
PublishAt = Annotated[
    datetime, Meta(tz=True, description="When an active product is shown; null: at once.")
]


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """What a buyer chooses: "Size" of "Small", "Large". Without values: those of the variants."""

    name: Line
    values: Annotated[list[OptionValue], Meta(max_length=VARIANTS_MAX)] = []


class BundlePart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variant of the same catalog, by its SKU or its id, and how many of it."""

    sku: Sku | None = None
    variant_id: UUID | None = None
    quantity: Quantity = 1


class VariantSent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is sold: a value for each option of the product, a price, maybe a SKU.

    Matched to a variant that is there by `variant_id`, or else by its option values; what is left
    out then stays. A new variant needs a price; without a currency it is in the catalog's. A GTIN
    is kept as the shortest that it is: of a UPC the 12 digits, with or without a zero before them.
    """

    variant_id: UUID | None = None
    option_values: Annotated[list[OptionValue], Meta(max_length=OPTIONS_MAX)] | UnsetType = UNSET
    sku: Sku | UnsetType | None = UNSET
    barcode: Barcode | UnsetType | None = UNSET
    further_barcodes: FurtherBarcodes | UnsetType = UNSET
    price_minor: PriceMinor | UnsetType = UNSET
    compare_at_minor: PriceMinor | UnsetType | None = UNSET
    cost_minor: PriceMinor | UnsetType | None = UNSET
    currency: CurrencyCode | UnsetType = UNSET
    weight_grams: WeightGrams | UnsetType | None = UNSET
    length_mm: SizeMm | UnsetType | None = UNSET
    width_mm: SizeMm | UnsetType | None = UNSET
    height_mm: SizeMm | UnsetType | None = UNSET
    media: Annotated[list[Media], Meta(max_length=VARIANT_MEDIA_MAX)] | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class ProductFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null clears it. A cleared slug is made from the name anew.

    The primary category is named once, by id or by external key; the further ones, too, as a whole
    list. `variants` is the whole new list. What a variant has and stands here is short for a
    product of one variant; the price and its currency also for those that options generate.
    """

    kind: ProductKind | UnsetType = UNSET
    status: ProductStatus | UnsetType = UNSET
    publish_at: PublishAt | UnsetType | None = UNSET
    slug: Slug | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET
    category_id: UUID | UnsetType | None = UNSET
    category_external_key: ExternalKey | UnsetType | None = UNSET
    further_category_ids: FurtherIds | UnsetType = UNSET
    further_category_external_keys: FurtherKeys | UnsetType = UNSET
    brand: Line | UnsetType | None = UNSET
    tags: Annotated[list[Tag], Meta(max_length=TAGS_MAX)] | UnsetType = UNSET
    tax_class: Line | UnsetType | None = UNSET
    fulfilment_partner: Line | UnsetType | None = UNSET
    options: Annotated[list[Option], Meta(max_length=OPTIONS_MAX)] | UnsetType = UNSET
    variants: (
        Annotated[list[VariantSent], Meta(min_length=1, max_length=VARIANTS_MAX)] | UnsetType
    ) = UNSET
    sku: Sku | UnsetType | None = UNSET
    barcode: Barcode | UnsetType | None = UNSET
    further_barcodes: FurtherBarcodes | UnsetType = UNSET
    price_minor: PriceMinor | UnsetType = UNSET
    compare_at_minor: PriceMinor | UnsetType | None = UNSET
    cost_minor: PriceMinor | UnsetType | None = UNSET
    currency: CurrencyCode | UnsetType = UNSET
    weight_grams: WeightGrams | UnsetType | None = UNSET
    length_mm: SizeMm | UnsetType | None = UNSET
    width_mm: SizeMm | UnsetType | None = UNSET
    height_mm: SizeMm | UnsetType | None = UNSET
    attributes: JsonObject | UnsetType = UNSET
    modifiers: Annotated[list[Modifier], Meta(max_length=MODIFIERS_MAX)] | UnsetType = UNSET
    bundle: Annotated[list[BundlePart], Meta(max_length=BUNDLE_PARTS_MAX)] | UnsetType = UNSET
    media: Annotated[list[Media], Meta(max_length=MEDIA_MAX)] | UnsetType = UNSET
    seo: Seo | UnsetType | None = UNSET
    source_raw: JsonObject | UnsetType = UNSET
    sort_order: SortOrder | UnsetType = UNSET


class NewProduct(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product to create. It needs a price: its own, or one for each variant."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"external_key": "t-shirt-1", **_PRODUCT_EXAMPLE}

    name: ProductName
    external_key: ExternalKey | UnsetType | None = UNSET


class ProductPatch(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one product."""

    EXAMPLE: ClassVar[dict[str, Any]] = _CHANGE_EXAMPLE

    name: ProductName | UnsetType = UNSET
    external_key: ExternalKey | UnsetType | None = UNSET


class ProductChange(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one of many. With `version`, the row is refused as stale if it is another."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "product_id": EXAMPLE_ID, "version": 3, **_CHANGE_EXAMPLE,
    }  # fmt: skip

    product_id: UUID
    version: Version | None = None
    name: ProductName | UnsetType = UNSET
    external_key: ExternalKey | UnsetType | None = UNSET


class KeyedProduct(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product by its key at its source: created, or changed to what is given."""

    external_key: ExternalKey
    name: ProductName


ProductSent = NewProduct | ProductPatch | ProductChange | KeyedProduct
