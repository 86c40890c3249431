"""Galleria's own CSV: one row a variant; rows with the same `external_key` are one product.

A row is a CSV record. Every column is named in `COLUMNS`, required ones in `REQUIRED`; further
columns `attribute:<name>` carry attributes of the product; any other column is refused before the
first row. What belongs to the product may be repeated on each of its rows, or stand on one alone.

- `category_path`: "Women > Shoes"; the categories on the way are made where they are missing.
- `tags`: separated by commas. `image_urls`: separated by spaces.
- `price`, `compare_at_price`: 1234.50, in `currency`, or in the importer's where that is empty.
- `active`: true or false; empty means true.
- A row without price, option values, SKU and barcode only adds pictures.
"""

import csv
import io
import re
from collections.abc import Iterator

from galleria.transfers.formats import cells
from galleria.transfers.formats.category_paths import category_path
from galleria.transfers.formats.product_rows import ProductFields, ProductRow, WrongRow
from galleria.transfers.formats.products import products
from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.formats.source import Source
from galleria.transfers.formats.table import Record, Table
from galleria.transfers.rows import (
    KEY_CHARS_MAX,
    MEDIA_MAX,
    PRODUCT_NAME_CHARS_MAX,
    SHORT_TEXT_CHARS_MAX,
    SKU_CHARS_MAX,
    Found,
    ImportMedia,
    ImportVariant,
    counted,
)

COLUMNS = (
    "external_key", "name", "slug", "description", "category_path", "brand", "tags", "active",
    "option1_name", "option1_value", "option2_name", "option2_value", "option3_name",
    "option3_value", "sku", "barcode", "price", "currency", "compare_at_price", "weight_grams",
    "image_urls", "tax_class", "fulfilment_partner",
)  # fmt: skip
REQUIRED = ("external_key", "name", "price")
ATTRIBUTE = re.compile(r"attribute:[a-z0-9][a-z0-9_ -]{0,59}")
ATTRIBUTE_CHARS_MAX = 1_000
TAGS_MAX = 250

_EXAMPLES = (
    {
        "external_key": "shirt-1", "name": "Linen shirt", "category_path": "Women > Shirts",
        "option1_name": "Size", "option1_value": "S", "sku": "SHIRT-1-S", "price": "49.90",
        "currency": "EUR", "active": "true", "attribute:material": "linen",
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
    for record in table.records():
        key = record.cell("external_key")[:KEY_CHARS_MAX]
        if record.problems:
            yield WrongRow(key, record.refused())
            continue
        row = _row(record, attributes, currency)
        if not record.problems and row.variant:
            cells.claim(record, "sku", row.variant.sku, skus)
            cells.claim(record, "barcode", row.variant.barcode, barcodes)
        yield WrongRow(key, record.refused()) if record.problems else row


def _row(record: Record, attributes: list[str], currency: str) -> ProductRow:
    values = _options(record, "value")
    media = _media(record)
    is_sold = values or any(map(record.cell, ("price", "sku", "barcode")))
    return ProductRow(
        line=record.line,
        chars=record.chars,
        text=record.text,
        key=cells.needed(record, "external_key", chars_max=KEY_CHARS_MAX),
        fields=_fields(record, attributes),
        option_names=_options(record, "name"),
        option_values=values,
        variant=_variant(record, values, currency) if is_sold or not media else None,
        media=media,
        unmapped={},
    )


def _fields(record: Record, attributes: list[str]) -> ProductFields:
    return ProductFields(
        name=cells.words(record, "name", chars_max=PRODUCT_NAME_CHARS_MAX),
        slug=cells.slug(record, "slug"),
        description=cells.paragraphs(record, "description"),
        category=category_path(record, "category_path"),
        brand=_short(record, "brand"),
        tags=cells.listed(record, "tags", separator=",", items_max=TAGS_MAX),
        attributes={
            column.removeprefix("attribute:"): text
            for column in attributes
            if (text := cells.words(record, column, chars_max=ATTRIBUTE_CHARS_MAX))
        },
        fulfilment_partner=_short(record, "fulfilment_partner"),
        tax_class=_short(record, "tax_class"),
        is_active=cells.flag(record, "active"),
    )


def _variant(record: Record, values: tuple[str, ...], default: str) -> ImportVariant:
    currency = cells.currency(record, "currency", default)
    return ImportVariant(
        line=record.line,
        option_values=values,
        sku=cells.words(record, "sku", chars_max=SKU_CHARS_MAX) or None,
        barcode=cells.barcode(record, "barcode"),
        price_minor=cells.needed_price_minor(record, "price", currency),
        currency=currency,
        compare_at_minor=cells.price_minor(record, "compare_at_price", currency),
        weight_grams=cells.grams(record, "weight_grams"),
        image_url=None,
    )


def _options(record: Record, what: str) -> tuple[str, ...]:
    columns = (f"option{place}_{what}" for place in (1, 2, 3))
    return cells.without_trailing_blanks(
        [cells.words(record, column, chars_max=SHORT_TEXT_CHARS_MAX) for column in columns]
    )


def _short(record: Record, column: str) -> str | None:
    return cells.words(record, column, chars_max=SHORT_TEXT_CHARS_MAX) or None


def _media(record: Record) -> tuple[ImportMedia, ...]:
    texts = cells.listed(record, "image_urls", separator=" ", items_max=MEDIA_MAX)
    urls = (cells.checked_url(record, "image_urls", text) for text in texts)
    return tuple(ImportMedia(url, "") for url in urls if url)
