"""One variant: what was there, changed by what was sent, and what is wrong with it; pure."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw

from galleria.base.ids import new_id
from galleria.base.money import currency_errors
from galleria.base.refusals import FieldError
from galleria.catalog.claims import Code
from galleria.catalog.fields import NO_LIST, is_same
from galleria.catalog.products.barcodes import barcode_errors, one_spelling
from galleria.catalog.products.queries import VariantRow
from galleria.catalog.products.rows import ProductSent, VariantSent

CODES = ("sku", "barcode", "further_barcodes")
SHORTHAND = (
    *CODES, "price_minor", "compare_at_minor", "cost_minor", "currency", "weight_grams",
    "length_mm", "width_mm", "height_mm",
)  # fmt: skip
SENT = (*SHORTHAND, "option_values", "is_active")
NO_PRICE = -1


def variant(
    sent: VariantSent, there: VariantRow | None, *, product_id: UUID, position: int, currency: str
) -> VariantRow:
    """Return the variant; of a new one without a price, the price is NO_PRICE."""
    changes: dict[str, Any] = {
        name: value for name in SENT if (value := getattr(sent, name)) is not UNSET
    }
    if sent.barcode:
        changes["barcode"] = one_spelling(sent.barcode)
    if sent.further_barcodes:
        changes["further_barcodes"] = [one_spelling(code) for code in sent.further_barcodes]
    if sent.media is not UNSET:
        media = Raw(msgspec.json.encode(sent.media))
        if there is None or not is_same(there.media, media):
            changes["media"] = media
    if there is not None:
        return msgspec.structs.replace(there, position=position, **changes)
    made: dict[str, Any] = {**_NEW, "currency": currency, **changes}
    return VariantRow(new_id(), product_id, position, **made)


def variant_errors(made: VariantRow, sent: VariantSent, at: str) -> list[FieldError]:
    """Return what is wrong with a variant by itself."""
    errors: list[FieldError] = []
    if made.price_minor < 0:
        errors.append(FieldError(f"{at}/price_minor", "missing", "A new variant needs a price."))
    if sent.currency is not UNSET:
        errors += currency_errors(sent.currency, f"{at}/currency")
    if sent.barcode:
        errors += barcode_errors(sent.barcode, f"{at}/barcode")
    if sent.further_barcodes:
        for place, code in enumerate(sent.further_barcodes):
            errors += barcode_errors(code, f"{at}/further_barcodes/{place}")
    return errors


def codes_of(row: VariantRow | VariantSent | ProductSent) -> list[tuple[Code, str]]:
    """Return the codes that only one may have, each with where it stands in the variant.

    Barcodes in their one spelling, so that two of the same GTIN are the same code.
    """
    codes: list[tuple[Code, str]] = []
    if row.sku:
        codes.append((("sku", row.sku), "sku"))
    if row.barcode:
        codes.append((("barcode", one_spelling(row.barcode)), "barcode"))
    if row.further_barcodes:
        codes += [
            (("barcode", one_spelling(code)), f"further_barcodes/{place}")
            for place, code in enumerate(row.further_barcodes)
        ]
    return codes


_NEW: dict[str, Any] = {
    "option_values": [],
    "sku": None,
    "barcode": None,
    "further_barcodes": [],
    "price_minor": NO_PRICE,
    "compare_at_minor": None,
    "cost_minor": None,
    "weight_grams": None,
    "length_mm": None,
    "width_mm": None,
    "height_mm": None,
    "media": NO_LIST,
    "is_active": True,
}
