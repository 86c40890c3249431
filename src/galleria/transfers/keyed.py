"""From what a file says to what the catalog takes; pure.

What a file leaves empty says nothing: it is not sent, and so stays as it is in the catalog.
"""

from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from galleria.catalog import KeyedCategory, KeyedProduct, Media, Option, VariantSent
from galleria.transfers.rows import ImportCategory, ImportProduct, ImportVariant, Notice

SOURCE_BYTES_MAX = 65_536  # What the catalog keeps of a source; a product is not refused for more.
ALT_TEXT_CHARS_MAX = 500

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
    """Return the product with its variants, prices and pictures."""
    shown: dict[str, Media] = {}
    for media in product.media:
        shown.setdefault(media.url, Media(media.url, media.alt_text[:ALT_TEXT_CHARS_MAX]))
    return KeyedProduct(
        external_key=product.external_key,
        name=product.name,
        slug=product.slug or UNSET,
        description=product.description or UNSET,
        category_external_key=product.category_keys[0] if product.category_keys else UNSET,
        brand=product.brand or UNSET,
        tax_class=product.tax_class or UNSET,
        fulfilment_partner=product.fulfilment_partner or UNSET,
        options=[Option(name) for name in product.option_names],
        variants=[_variant(variant) for variant in product.variants],
        attributes=UNSET if bytes(product.attributes) == b"{}" else product.attributes,
        media=list(shown.values()) or UNSET,
        source_raw=_source(product),
        status="active" if product.is_active else "draft",
    )


def _variant(variant: ImportVariant) -> VariantSent:
    return VariantSent(
        option_values=list(variant.option_values),
        sku=variant.sku or UNSET,
        barcode=variant.barcode or UNSET,
        price_minor=variant.price_minor,
        currency=variant.currency,
    )


def source_notice(product: ImportProduct, sent: KeyedProduct) -> Notice | None:
    """Say so where the source says more than the catalog keeps."""
    kept_bytes = 0 if sent.source_raw is UNSET else len(bytes(sent.source_raw))
    said_bytes = len(bytes(product.source_data))
    if said_bytes <= kept_bytes or said_bytes <= len(b"{}"):
        return None
    detail = f"cells without a field of ours hold {said_bytes:,} bytes, too many to be kept"
    return Notice(product.line, "source_left_out", product.external_key, detail)


def _source(product: ImportProduct) -> Raw | UnsetType:
    """Return what the file says and no field of the catalog holds; the bulkiest goes first."""
    source: dict[str, Any] = msgspec.json.decode(product.source_data)
    variants = [said for variant in product.variants if len(said := _said(variant)) > 1]
    alt_texts = {media.url: media.alt_text for media in product.media if media.alt_text}
    further = {"variants": variants, "alt_texts": alt_texts}
    whole = {**source, **{name: said for name, said in further.items() if said}}
    for kept in (whole, {name: whole[name] for name in whole if name != "rows"}, {}):
        text = _encode(kept)
        if kept and len(text) <= SOURCE_BYTES_MAX:
            return Raw(text)
    return UNSET


def _said(variant: ImportVariant) -> dict[str, Any]:
    said = {
        "option_values": variant.option_values,
        "compare_at_minor": variant.compare_at_minor,
        "weight_grams": variant.weight_grams,
        "image_url": variant.image_url,
    }
    return {name: value for name, value in said.items() if value is not None}
