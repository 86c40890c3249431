"""Products as they are sent: new ones, changes to one, changes to many."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from galleria.base.free_json import JsonObject
from galleria.base.money import PriceMinor
from galleria.catalog.fields import (
    MEDIA_MAX,
    OPTIONS_MAX,
    VARIANTS_MAX,
    Barcode,
    CurrencyCode,
    ExternalKey,
    Line,
    OptionValue,
    ProductName,
    Sku,
    Slug,
    SortOrder,
    Text,
    Url,
    Version,
)


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """What a buyer chooses: "Size" of "Small", "Large". Without values: those of the variants."""

    name: Line
    values: Annotated[list[OptionValue], Meta(max_length=VARIANTS_MAX)] = []


class VariantSent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is sold: a value for each option of the product, a price, maybe a SKU.

    Matched to a variant that is there by `variant_id`, or else by its option values; what is left
    out then stays. A new variant needs a price; without a currency it is in the catalog's.
    """

    variant_id: UUID | None = None
    option_values: Annotated[list[OptionValue], Meta(max_length=OPTIONS_MAX)] | UnsetType = UNSET
    sku: Sku | UnsetType | None = UNSET
    barcode: Barcode | UnsetType | None = UNSET
    price_minor: PriceMinor | UnsetType = UNSET
    currency: CurrencyCode | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class ProductFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null clears it. A cleared slug is made from the name anew.

    The category is named once, by id or by external key. `variants` is the whole new list.
    `sku`, `barcode`, `price_minor` and `currency` are short for a product of one variant.
    """

    slug: Slug | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET
    category_id: UUID | UnsetType | None = UNSET
    category_external_key: ExternalKey | UnsetType | None = UNSET
    brand: Line | UnsetType | None = UNSET
    tax_class: Line | UnsetType | None = UNSET
    fulfilment_partner: Line | UnsetType | None = UNSET
    options: Annotated[list[Option], Meta(max_length=OPTIONS_MAX)] | UnsetType = UNSET
    variants: (
        Annotated[list[VariantSent], Meta(min_length=1, max_length=VARIANTS_MAX)] | UnsetType
    ) = UNSET
    sku: Sku | UnsetType | None = UNSET
    barcode: Barcode | UnsetType | None = UNSET
    price_minor: PriceMinor | UnsetType = UNSET
    currency: CurrencyCode | UnsetType = UNSET
    attributes: JsonObject | UnsetType = UNSET
    media: Annotated[list[Url], Meta(max_length=MEDIA_MAX)] | UnsetType = UNSET
    source_raw: JsonObject | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    sort_order: SortOrder | UnsetType = UNSET


class NewProduct(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product to create. It needs a price: its own, or one for each variant."""

    name: ProductName
    external_key: ExternalKey | UnsetType | None = UNSET


class ProductPatch(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one product."""

    name: ProductName | UnsetType = UNSET
    external_key: ExternalKey | UnsetType | None = UNSET


class ProductChange(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one of many. With `version`, the row is refused as stale if it is another."""

    product_id: UUID
    version: Version | None = None
    name: ProductName | UnsetType = UNSET
    external_key: ExternalKey | UnsetType | None = UNSET


class KeyedProduct(ProductFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product by its key at its source: created, or changed to what is given."""

    external_key: ExternalKey
    name: ProductName


ProductSent = NewProduct | ProductPatch | ProductChange | KeyedProduct
