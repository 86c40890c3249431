"""Shopify's CSV product export: several rows a product, tied together by `Handle`.

A row is a CSV record. Identity is the handle, and within it the option values: no SKU is needed.
Rows without option values and price only add a picture. `Type` becomes the category (else the path
in `Product Category`), `Vendor` the brand; the export names no currency, so the caller does. The
`Status` is the product's, but what is active and not `Published` is a draft. Cells that have no
field here (stock, marketing columns) are kept in the product's source data. Columns that Shopify
adds one day are no reason to refuse.
"""

from collections.abc import Iterator

from galleria.catalog import ProductStatus
from galleria.transfers.formats import amounts, cells
from galleria.transfers.formats.category_paths import category_path
from galleria.transfers.formats.product_rows import ProductFields, ProductRow, WrongRow
from galleria.transfers.formats.products import products
from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.formats.source import Source
from galleria.transfers.formats.table import Record, Table
from galleria.transfers.rows import (
    ALT_TEXT_CHARS_MAX,
    KEY_CHARS_MAX,
    PRODUCT_NAME_CHARS_MAX,
    SEO_DESCRIPTION_CHARS_MAX,
    SEO_TITLE_CHARS_MAX,
    SHORT_TEXT_CHARS_MAX,
    SKU_CHARS_MAX,
    SLUG_CHARS_MAX,
    Found,
    ImportMedia,
    ImportVariant,
    counted,
)

REQUIRED = ("Handle", "Title", "Option1 Name", "Option1 Value", "Variant Price")
MAPPED = frozenset(
    {
        "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Status",
        "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name",
        "Option3 Value", "Variant SKU", "Variant Grams", "Variant Fulfillment Service",
        "Variant Price", "Variant Compare At Price", "Variant Barcode", "Variant Taxable",
        "Image Src", "Image Position", "Image Alt Text", "Variant Image", "Gift Card",
        "SEO Title", "SEO Description", "Cost per item",
    }
)  # fmt: skip
STATUSES: tuple[ProductStatus, ...] = ("active", "draft", "archived")
OPTION_CHARS_MAX = 100


def read_shopify(source: Source, *, currency: str) -> Iterator[Found]:
    """Yield what the export holds, priced in `currency`; refuse another kind of file up front."""
    table = Table(source)
    table.require(REQUIRED)
    yield from counted(products(_rows(table, currency)), rows=lambda: table.rows)


def _rows(table: Table, currency: str) -> Iterator[ProductRow | WrongRow]:
    skus, barcodes = SeenKeys(), SeenKeys()
    for record in table.records():
        key = record.cell("Handle")[:KEY_CHARS_MAX]
        if record.problems:
            yield WrongRow(key, record.refused(key, key_column="Handle"))
            continue
        row = _row(record, currency)
        if not record.problems and row.variant:
            cells.claim(record, "Variant SKU", row.variant.sku, skus)
            cells.claim(record, "Variant Barcode", row.variant.barcode, barcodes)
        if record.problems:
            yield WrongRow(key, record.refused(key, key_column="Handle"))
        else:
            yield row


def _row(record: Record, currency: str) -> ProductRow:
    key = cells.needed(record, "Handle", chars_max=KEY_CHARS_MAX)
    names = _options(record, "Name")
    values = _options(record, "Value")
    if values == ("Default Title",):  # How a product without options is exported.
        names = values = ()
    media = _media(record)
    variant = None
    if values or record.cell("Variant Price") or not media:
        variant = _variant(record, values, currency)
    return ProductRow(
        line=record.line,
        chars=record.chars,
        text=record.text,
        key=key,
        fields=_fields(record, key),
        option_names=names,
        option_values=values,
        variant=variant,
        media=media,
        unmapped={name: cell for name, cell in record.filled().items() if name not in MAPPED},
    )


def _fields(record: Record, key: str) -> ProductFields:
    name = cells.words(record, "Title", chars_max=PRODUCT_NAME_CHARS_MAX)
    is_slug = len(key) <= SLUG_CHARS_MAX and cells.SLUG.fullmatch(key)
    service = cells.words(record, "Variant Fulfillment Service", chars_max=SHORT_TEXT_CHARS_MAX)
    is_taxable = cells.flag(record, "Variant Taxable")
    title = cells.words(record, "SEO Title", chars_max=SEO_TITLE_CHARS_MAX)
    summary = cells.words(record, "SEO Description", chars_max=SEO_DESCRIPTION_CHARS_MAX)
    return ProductFields(
        name=name,
        slug=key if name and is_slug else None,
        description=cells.paragraphs(record, "Body (HTML)"),
        category=category_path(record, "Type" if record.cell("Type") else "Product Category"),
        further_categories=(),
        brand=cells.words(record, "Vendor", chars_max=SHORT_TEXT_CHARS_MAX) or None,
        tags=cells.tags(record, "Tags"),
        attributes={},
        fulfilment_partner=service if name and service != "manual" else None,
        tax_class="exempt" if name and is_taxable is False else None,
        kind="gift_card" if cells.flag(record, "Gift Card") else None,
        status=_status(record),
        publish_at=None,
        seo_title=title or None,
        seo_description=summary or None,
    )


def _status(record: Record) -> ProductStatus | None:
    is_published = cells.flag(record, "Published")
    status = cells.choice(record, "Status", STATUSES)
    if is_published is None or status in {"draft", "archived"}:
        return status
    return "active" if is_published else "draft"


def _variant(record: Record, values: tuple[str, ...], currency: str) -> ImportVariant:
    return ImportVariant(
        line=record.line,
        option_values=values,
        sku=cells.words(record, "Variant SKU", chars_max=SKU_CHARS_MAX).removeprefix("'") or None,
        barcode=cells.barcode(record, "Variant Barcode"),
        price_minor=amounts.needed_price_minor(record, "Variant Price", currency),
        currency=currency,
        compare_at_minor=amounts.price_minor(record, "Variant Compare At Price", currency),
        cost_minor=amounts.price_minor(record, "Cost per item", currency),
        weight_grams=amounts.measure(record, "Variant Grams", unit="grams", most=amounts.GRAMS_MAX),
        image_url=cells.url(record, "Variant Image"),
    )


def _options(record: Record, what: str) -> tuple[str, ...]:
    columns = (f"Option{place} {what}" for place in (1, 2, 3))
    return cells.without_trailing_blanks(
        [cells.words(record, column, chars_max=OPTION_CHARS_MAX) for column in columns]
    )


def _media(record: Record) -> tuple[ImportMedia, ...]:
    url = cells.url(record, "Image Src")
    alt_text = cells.words(record, "Image Alt Text", chars_max=ALT_TEXT_CHARS_MAX)
    return (ImportMedia(url, alt_text),) if url else ()
