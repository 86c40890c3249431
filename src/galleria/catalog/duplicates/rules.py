"""What a copy of a product has of it, and what it has of its own; pure."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import UNSET, Meta, Struct

from galleria.base.refusals import FieldError
from galleria.catalog.fields import ProductName, Slug
from galleria.catalog.products.product import Product, Variant
from galleria.catalog.products.rows import BundlePart, NewProduct, VariantSent

NAME_LENGTH_MAX = 300
SKU_LENGTH_MAX = 100
NAME_SUFFIX = " (copy)"
COPIED = (
    "kind", "description", "category_id", "further_category_ids", "brand", "tags", "tax_class",
    "fulfilment_partner", "options", "attributes", "modifiers", "media", "seo", "sort_order",
)  # fmt: skip
VARIANT_COPIED = (
    "option_values", "price_minor", "compare_at_minor", "cost_minor", "currency", "weight_grams",
    "length_mm", "width_mm", "height_mm", "media", "is_active",
)  # fmt: skip
ASKED = ("/name", "/slug")

SkuSuffix = Annotated[
    str, Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)", examples=["-B"])
]


class DuplicateAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a name, it is the product's with "(copy)" behind it; without a slug, made from that.

    Its variants have no SKUs, unless `sku_suffix` makes new ones from those that are there.
    """

    name: ProductName | None = None
    slug: Slug | None = None
    sku_suffix: SkuSuffix | None = None


NOTHING_ASKED = DuplicateAsked()


def copy_of(product: Product, asked: DuplicateAsked) -> NewProduct | list[FieldError]:
    """Return the copy as it would be sent: a draft without external key, barcodes and source."""
    if errors := list(_sku_errors(product.variants, asked.sku_suffix)):
        return errors
    parts = [BundlePart(variant_id=it.variant_id, quantity=it.quantity) for it in product.bundle]
    return NewProduct(
        name=asked.name or product.name[: NAME_LENGTH_MAX - len(NAME_SUFFIX)] + NAME_SUFFIX,
        slug=asked.slug or UNSET,
        status="draft",
        variants=[_variant(variant, asked.sku_suffix) for variant in product.variants],
        bundle=parts or UNSET,
        **{name: getattr(product, name) for name in COPIED},
    )


def errors_as_asked(errors: list[FieldError]) -> list[FieldError]:
    """Return the errors of the copy where the one who asked can see them."""
    shown = [
        error
        if error.pointer in ASKED
        else FieldError("/sku_suffix", error.code, error.detail)
        if error.pointer.endswith("/sku")
        else FieldError("", error.code, f"{error.pointer}: {error.detail}")
        for error in errors
    ]
    return list(dict.fromkeys(shown))


def _variant(variant: Variant, sku_suffix: str | None) -> VariantSent:
    sku = f"{variant.sku}{sku_suffix}" if sku_suffix and variant.sku else None
    return VariantSent(sku=sku, **{name: getattr(variant, name) for name in VARIANT_COPIED})


def _sku_errors(variants: list[Variant], suffix: str | None) -> Iterator[FieldError]:
    for variant in variants:
        if suffix and variant.sku and len(variant.sku) + len(suffix) > SKU_LENGTH_MAX:
            detail = f"{variant.sku!r} would have more than {SKU_LENGTH_MAX} characters with it."
            yield FieldError("/sku_suffix", "length", detail)
