"""From what a file says to what the catalog takes; pure.

What a file leaves empty says nothing: it is not sent, and so stays as it is in the catalog.
"""

import msgspec
from msgspec import UNSET, Raw, UnsetType
from msgspec.structs import replace

from galleria.base.bulk import RefusedRow
from galleria.catalog import (
    Definition,
    KeyedCategory,
    KeyedProduct,
    Media,
    Option,
    Seo,
    VariantSent,
    typed_attributes,
)
from galleria.transfers.rows import ImportCategory, ImportProduct, ImportVariant, Notice

SOURCE_BYTES_MAX = 65_536  # What the catalog keeps of a source; a product is not refused for more.
NOTHING_BYTES = len(b"{}")

_encode = msgspec.json.Encoder(order="deterministic").encode


def keyed_category(category: ImportCategory) -> KeyedCategory:
    """Return the category; where the file has it at the top, it goes to the top."""
    return KeyedCategory(
        external_key=category.external_key,
        name=category.name,
        slug=category.slug or UNSET,
        parent_external_key=category.parent_external_key,
        description=category.description or UNSET,
        is_active=category.is_active,
    )


def keyed_product(product: ImportProduct) -> KeyedProduct:
    """Return the product with its variants, prices and pictures; its attributes as texts."""
    if product.sent is not None:
        return product.sent
    keys = product.category_keys
    return KeyedProduct(
        external_key=product.external_key,
        name=product.name,
        kind=product.kind or UNSET,
        status=product.status or UNSET,
        publish_at=product.publish_at or UNSET,
        slug=product.slug or UNSET,
        description=product.description or UNSET,
        category_external_key=keys[0] if keys else UNSET,
        further_category_external_keys=list(keys[1:]) or UNSET,
        brand=product.brand or UNSET,
        tags=list(product.tags) or UNSET,
        tax_class=product.tax_class or UNSET,
        fulfilment_partner=product.fulfilment_partner or UNSET,
        options=[Option(name) for name in product.option_names],
        variants=[_variant(variant) for variant in product.variants],
        attributes=Raw(_encode(product.attributes)) if product.attributes else UNSET,
        media=[Media(url=one.url, alt_text=one.alt_text) for one in product.media] or UNSET,
        seo=_seo(product),
        source_raw=_source(product.source_data),
    )


def with_values(
    sent: KeyedProduct, texts: dict[str, str], definitions: list[Definition]
) -> KeyedProduct | RefusedRow:
    """Return the product with values of the kinds that are defined, or every text that is none."""
    typed = typed_attributes(texts, definitions)
    if typed.errors:
        return RefusedRow(typed.errors)
    return replace(sent, attributes=Raw(_encode(typed.values)))


def _variant(variant: ImportVariant) -> VariantSent:
    image = variant.image_url
    return VariantSent(
        option_values=list(variant.option_values),
        sku=variant.sku or UNSET,
        barcode=variant.barcode or UNSET,
        further_barcodes=list(variant.further_barcodes) or UNSET,
        price_minor=variant.price_minor,
        compare_at_minor=_said(variant.compare_at_minor),
        cost_minor=_said(variant.cost_minor),
        currency=variant.currency,
        weight_grams=_said(variant.weight_grams),
        length_mm=_said(variant.length_mm),
        width_mm=_said(variant.width_mm),
        height_mm=_said(variant.height_mm),
        media=[Media(url=image)] if image else UNSET,
    )


def _said(number: int | None) -> int | UnsetType:
    return UNSET if number is None else number


def _seo(product: ImportProduct) -> Seo | UnsetType:
    if product.seo_title is None and product.seo_description is None:
        return UNSET
    return Seo(title=product.seo_title, description=product.seo_description)


def _source(said: Raw) -> Raw | UnsetType:
    is_kept = NOTHING_BYTES < len(bytes(said)) <= SOURCE_BYTES_MAX
    return said if is_kept else UNSET


def source_notice(product: ImportProduct) -> Notice | None:
    """Say so where the source says more than the catalog keeps."""
    said_bytes = len(bytes(product.source_data))
    if said_bytes <= SOURCE_BYTES_MAX:
        return None
    detail = f"cells without a field of ours hold {said_bytes:,} bytes, too many to be kept"
    return Notice(product.line, "source_left_out", product.external_key, detail)
