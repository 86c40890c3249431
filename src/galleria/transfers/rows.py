"""What a file says, free of its format: categories and products to import, and what was refused.

A reader yields these one by one and ends with one `RowCounts`, in which refused + kept = rows.
What a row is, each format says for itself; every row is kept or refused, none is skipped unsaid.
None of them can be part of a cycle, and there are many: the collector is spared them.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from msgspec import Raw, Struct

from galleria.catalog import KeyedProduct, ProductKind, ProductStatus

EXCERPT_CHARS_MAX = 200
# What the catalog's tables hold; a longer cell is refused by its line rather than by the database.
KEY_CHARS_MAX = 255
CATEGORY_NAME_CHARS_MAX = 200
PRODUCT_NAME_CHARS_MAX = 300
SLUG_CHARS_MAX = 200
SKU_CHARS_MAX = 100
BARCODE_CHARS_MAX = 64
SHORT_TEXT_CHARS_MAX = 200
TAG_CHARS_MAX = 100
ALT_TEXT_CHARS_MAX = 500
SEO_TITLE_CHARS_MAX = 200
SEO_DESCRIPTION_CHARS_MAX = 500
DESCRIPTION_CHARS_MAX = 20_000
VARIANTS_MAX = 2_000
MEDIA_MAX = 250
NOTHING = Raw(b"{}")


class ImportCategory(Struct, frozen=True, gc=False):
    """Yielded after its parent. `rows` is 0 where no row of its own names it."""

    line: int
    rows: int
    external_key: str
    parent_external_key: str | None
    name: str
    description: str
    is_active: bool
    slug: str | None  # None: the catalog derives it from the name.
    source_data: Raw


class ImportMedia(Struct, frozen=True, gc=False):
    url: str
    alt_text: str


class ImportVariant(Struct, frozen=True, gc=False):
    """Identity within the product: its option values, in the order of the product's options."""

    line: int
    option_values: tuple[str, ...]
    sku: str | None
    barcode: str | None
    price_minor: int
    currency: str
    compare_at_minor: int | None = None
    further_barcodes: tuple[str, ...] = ()
    cost_minor: int | None = None
    weight_grams: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    image_url: str | None = None


class ImportProduct(Struct, frozen=True, kw_only=True, gc=False):
    """Its categories were yielded before it. `rows` is how many source rows it keeps.

    None, and what is empty, says nothing. What the file says in the catalog's own words is `sent`,
    and has no other field but its line, rows, key and name.
    """

    line: int
    rows: int
    external_key: str
    name: str
    sent: KeyedProduct | None = None
    slug: str | None = None  # None: the catalog derives it from the name.
    description: str = ""
    kind: ProductKind | None = None
    status: ProductStatus | None = None
    publish_at: datetime | None = None
    brand: str | None = None
    tags: tuple[str, ...] = ()
    category_keys: tuple[str, ...] = ()  # The first is the primary one.
    option_names: tuple[str, ...] = ()
    variants: tuple[ImportVariant, ...] = ()
    attributes: dict[str, str] = {}
    media: tuple[ImportMedia, ...] = ()
    fulfilment_partner: str | None = None
    tax_class: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    source_data: Raw = NOTHING  # A JSON object: what the source says and no field of ours holds.


class RowProblem(Struct, frozen=True, gc=False):
    """`column` is None where the row as a whole is wrong."""

    column: str | None
    code: str
    detail: str


class RefusedRow(Struct, frozen=True, gc=False):
    """One source row of which nothing is kept, with everything found wrong with it.

    `key` is the product that it names: empty where it names none, None where that cannot be told.
    """

    line: int
    problems: tuple[RowProblem, ...]
    excerpt: str
    key: str | None = ""


class Notice(Struct, frozen=True, gc=False):
    """Something to know about rows that are accounted for elsewhere: nothing is refused by it."""

    line: int | None
    code: str
    subject: str
    detail: str


class RowCounts(Struct, frozen=True):
    rows: int
    kept: int
    refused: int
    refused_by_code: dict[
        str, int
    ]  # By the first problem of each row, so that the sum is `refused`.
    categories: int
    products: int
    variants: int
    notices: dict[str, int]


Thing = ImportCategory | ImportProduct | RefusedRow | Notice
Found = Thing | RowCounts


def excerpt(text: str) -> str:
    """Shorten a row to what a report shows; NUL, which no database column takes, is replaced."""
    return text[:EXCERPT_CHARS_MAX].strip().replace("\0", "\ufffd")


def counted(things: Iterable[Thing], *, rows: Callable[[], int]) -> Iterator[Found]:
    """Pass everything on and end with the counts; `rows()` is asked at the end, of the source."""
    kept = variants = products = categories = 0
    refused: dict[str, int] = {}
    notices: dict[str, int] = {}
    for thing in things:
        match thing:
            case ImportProduct():
                kept, products = kept + thing.rows, products + 1
                variants += len(thing.variants)
            case ImportCategory():
                kept, categories = kept + thing.rows, categories + 1
            case RefusedRow():
                code = thing.problems[0].code
                refused[code] = refused.get(code, 0) + 1
            case Notice():
                notices[thing.code] = notices.get(thing.code, 0) + 1
        yield thing
    refused_rows = sum(refused.values())
    assert kept + refused_rows == rows(), "a row was lost or counted twice"
    yield RowCounts(
        rows=rows(), kept=kept, refused=refused_rows, refused_by_code=refused,
        categories=categories, products=products, variants=variants, notices=notices,
    )  # fmt: skip
