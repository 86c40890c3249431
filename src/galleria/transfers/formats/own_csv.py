"""Galleria's own CSV: one row a variant; rows with the same `external_key` are one product.

A row is a CSV record. Every column is named in `COLUMNS`, required ones in `REQUIRED`; further
columns `attribute:<name>` carry attributes of the product; any other column is refused before the
first row. What belongs to the product may be repeated on each of its rows, or stand on one alone.

- `category_path`: "Women > Shoes"; the categories on the way are made where they are missing.
  `further_category_paths`: those of other categories, separated by "|".
- `tags`: separated by commas. `further_barcodes`, `image_urls`: separated by spaces.
  `image_alt_texts`: in the order of the addresses, separated by "|".
- `price`, `compare_at_price`, `cost`: 1234.50, in `currency`, or in the importer's where that is
  empty.
- `status`: draft, active or archived; `active`: true, or false for a draft, where there is no
  status. `publish_at`: 2026-11-27T08:00:00+01:00. `kind`: physical, digital, gift_card or bundle.
- A row without price, option values, SKU and barcode only adds pictures.
"""

import csv
import io
import re
from collections.abc import Iterator

from msgspec import Struct

from galleria.catalog import ProductKind, ProductStatus
from galleria.transfers.formats import amounts, cells
from galleria.transfers.formats.category_paths import category_path, category_paths
from galleria.transfers.formats.product_rows import ProductFields, ProductRow, WrongRow
from galleria.transfers.formats.products import products
from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.formats.source import Source
from galleria.transfers.formats.table import Record, Table
from galleria.transfers.rows import (
    ALT_TEXT_CHARS_MAX,
    KEY_CHARS_MAX,
    MEDIA_MAX,
    PRODUCT_NAME_CHARS_MAX,
    SEO_DESCRIPTION_CHARS_MAX,
    SEO_TITLE_CHARS_MAX,
    SHORT_TEXT_CHARS_MAX,
    SKU_CHARS_MAX,
    Found,
    ImportMedia,
    ImportVariant,
    counted,
)

COLUMNS = (
    "external_key", "name", "slug", "description", "category_path", "further_category_paths",
    "brand", "tags", "kind", "status", "active", "publish_at", "option1_name", "option1_value",
    "option2_name", "option2_value", "option3_name", "option3_value", "sku", "barcode",
    "further_barcodes", "price", "currency", "compare_at_price", "cost", "weight_grams",
    "length_mm", "width_mm", "height_mm", "variant_image_url", "image_urls", "image_alt_texts",
    "tax_class", "fulfilment_partner", "seo_title", "seo_description",
)  # fmt: skip
REQUIRED = ("external_key", "name", "price")
ATTRIBUTE = re.compile(r"attribute:[a-z0-9][a-z0-9_ -]{0,59}")
ATTRIBUTE_CHARS_MAX = 1_000
OPTION_CHARS_MAX = 100
FURTHER_BARCODES_MAX = 20
KINDS: tuple[ProductKind, ...] = ("physical", "digital", "gift_card", "bundle")
STATUSES: tuple[ProductStatus, ...] = ("draft", "active", "archived")
_OPTION_NAMES = ("option1_name", "option2_name", "option3_name")
_OPTION_VALUES = ("option1_value", "option2_value", "option3_value")

_EXAMPLES = (
    {
        "external_key": "shirt-1", "name": "Linen shirt", "category_path": "Women > Shirts",
        "option1_name": "Size", "option1_value": "S", "sku": "SHIRT-1-S", "price": "49.90",
        "currency": "EUR", "status": "active", "attribute:material": "linen",
    },
    {
        "external_key": "shirt-1", "option1_value": "M", "sku": "SHIRT-1-M", "price": "49.90",
        "currency": "EUR",
    },
    {"external_key": "mug-7", "name": "Mug, large", "price": "12", "barcode": "4006381333931"},
)  # fmt: skip


def template() -> str:
    """Return a file to start from: the full header, and two products of which one has two sizes."""
    written = io.StringIO()
    writer = csv.DictWriter(written, [*COLUMNS, "attribute:material"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(_EXAMPLES)
    return written.getvalue()


def read_own_csv(source: Source, *, currency: str) -> Iterator[Found]:
    """Yield what the file holds; rows that name no currency are priced in `currency`."""
    table = Table(source)
    attributes = [column for column in table.columns if ATTRIBUTE.fullmatch(column)]
    known = {*COLUMNS, *attributes}
    table.require(REQUIRED, unknown=[name for name in table.columns if name not in known])
    yield from counted(products(_rows(table, attributes, currency)), rows=lambda: table.rows)


def _rows(table: Table, attributes: list[str], currency: str) -> Iterator[ProductRow | WrongRow]:
    skus, barcodes = SeenKeys(), SeenKeys()
    said = _Said(
        {column: column.removeprefix("attribute:") for column in attributes},
        [column for column in _OPTION_NAMES if column in table.columns],
        [column for column in _OPTION_VALUES if column in table.columns],
        currency,
    )
    for record in table.records():
        key = record.cell("external_key")[:KEY_CHARS_MAX]
        if record.problems:
            yield WrongRow(key, record.refused(key, key_column="external_key"))
            continue
        row = _row(record, said)
        if not record.problems and row.variant:
            cells.claim(record, "sku", row.variant.sku, skus)
            cells.claim(record, "barcode", row.variant.barcode, barcodes)
        if record.problems:
            yield WrongRow(key, record.refused(key, key_column="external_key"))
        else:
            yield row


class _Said(Struct, frozen=True):
    """What the header says once for all rows; attributes by their columns."""

    attributes: dict[str, str]
    option_names: list[str]
    option_values: list[str]
    currency: str


def _row(record: Record, said: _Said) -> ProductRow:
    values = _options(record, said.option_values)
    media = _media(record)
    is_sold = values or any(map(record.cell, ("price", "sku", "barcode")))
    return ProductRow(
        line=record.line,
        chars=record.chars,
        text=record.text,
        key=cells.needed(record, "external_key", chars_max=KEY_CHARS_MAX),
        fields=_fields(record, said.attributes),
        option_names=_options(record, said.option_names),
        option_values=values,
        variant=_variant(record, values, said.currency) if is_sold or not media else None,
        media=media,
        unmapped={},
    )


def _fields(record: Record, attributes: dict[str, str]) -> ProductFields:
    words = cells.words
    return ProductFields(
        name=words(record, "name", chars_max=PRODUCT_NAME_CHARS_MAX),
        slug=cells.slug(record, "slug"),
        description=cells.paragraphs(record, "description"),
        category=category_path(record, "category_path"),
        further_categories=category_paths(record, "further_category_paths"),
        brand=_short(record, "brand"),
        tags=cells.tags(record, "tags"),
        attributes={
            name: text
            for column, name in attributes.items()
            if (text := words(record, column, chars_max=ATTRIBUTE_CHARS_MAX))
        },
        fulfilment_partner=_short(record, "fulfilment_partner"),
        tax_class=_short(record, "tax_class"),
        kind=cells.choice(record, "kind", KINDS),
        status=_status(record),
        publish_at=amounts.moment(record, "publish_at"),
        seo_title=words(record, "seo_title", chars_max=SEO_TITLE_CHARS_MAX) or None,
        seo_description=words(record, "seo_description", chars_max=SEO_DESCRIPTION_CHARS_MAX)
        or None,
    )


def _status(record: Record) -> ProductStatus | None:
    status = cells.choice(record, "status", STATUSES)
    is_active = cells.flag(record, "active")
    if status is None and is_active is not None:
        return "active" if is_active else "draft"
    return status


def _variant(record: Record, values: tuple[str, ...], default: str) -> ImportVariant:
    currency = amounts.currency(record, "currency", default)
    length, width, height = (
        amounts.measure(record, column, unit="millimetres", most=amounts.MILLIMETRES_MAX)
        for column in ("length_mm", "width_mm", "height_mm")
    )
    return ImportVariant(
        line=record.line,
        option_values=values,
        sku=cells.words(record, "sku", chars_max=SKU_CHARS_MAX) or None,
        barcode=cells.barcode(record, "barcode"),
        further_barcodes=cells.barcodes(record, "further_barcodes", items_max=FURTHER_BARCODES_MAX),
        price_minor=amounts.needed_price_minor(record, "price", currency),
        currency=currency,
        compare_at_minor=amounts.price_minor(record, "compare_at_price", currency),
        cost_minor=amounts.price_minor(record, "cost", currency),
        weight_grams=amounts.measure(record, "weight_grams", unit="grams", most=amounts.GRAMS_MAX),
        length_mm=length,
        width_mm=width,
        height_mm=height,
        image_url=cells.url(record, "variant_image_url"),
    )


def _options(record: Record, columns: list[str]) -> tuple[str, ...]:
    said = [cells.words(record, column, chars_max=OPTION_CHARS_MAX) for column in columns]
    return cells.without_trailing_blanks(said)


def _short(record: Record, column: str) -> str | None:
    return cells.words(record, column, chars_max=SHORT_TEXT_CHARS_MAX) or None


def _media(record: Record) -> tuple[ImportMedia, ...]:
    texts = cells.listed(record, "image_urls", separator=" ", items_max=MEDIA_MAX)
    said = cells.in_order(record, "image_alt_texts", separator="|", chars_max=ALT_TEXT_CHARS_MAX)
    if len(said) > len(texts):
        record.refuse("image_alt_texts", "too_many_items", "more texts than pictures")
    alt_texts = (*said, *[""] * (len(texts) - len(said)))
    checked = ((cells.checked_url(record, "image_urls", text)) for text in texts)
    return tuple(ImportMedia(url, alt) for url, alt in zip(checked, alt_texts, strict=False) if url)
