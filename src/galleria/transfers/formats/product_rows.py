"""Rows of a product file, whatever its columns, gathered into products.

A row is refused alone for what is wrong with it, and its product goes on without it; a product is
refused when no sound row names it or none has a price. A product's rows may lie up to 500 rows
apart: exports keep them together, but files that were sorted by hand do not. A row that comes
later is refused, naming the line the product was last seen on. Meanwhile at most 500 rows, or
32 million characters, are held.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct, field

from galleria.catalog import ProductKind, ProductStatus
from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.rows import (
    VARIANTS_MAX,
    ImportMedia,
    ImportVariant,
    RefusedRow,
    RowProblem,
    excerpt,
)

ROWS_APART_MAX = 500
ROWS_A_PRODUCT_MAX = 2 * VARIANTS_MAX
HELD_CHARS_MAX = 32 << 20


class ProductFields(Struct, frozen=True, gc=False):
    """What a row says of its product; the names are those that reports show. Empty says nothing."""

    name: str
    slug: str | None
    description: str
    category: tuple[str, ...]
    further_categories: tuple[tuple[str, ...], ...]
    brand: str | None
    tags: tuple[str, ...]
    attributes: dict[str, str]
    fulfilment_partner: str | None
    tax_class: str | None
    kind: ProductKind | None
    status: ProductStatus | None
    publish_at: datetime | None
    seo_title: str | None
    seo_description: str | None


class ProductRow(Struct, frozen=True, gc=False):
    """One sound row. A row without a variant only adds pictures."""

    line: int
    chars: int
    text: str
    key: str
    fields: ProductFields
    option_names: tuple[str, ...]
    option_values: tuple[str, ...]
    variant: ImportVariant | None
    media: tuple[ImportMedia, ...]
    unmapped: dict[str, str]

    def refused(self, column: str | None, code: str, detail: str) -> RefusedRow:
        """Refuse this row for what others say."""
        problem = RowProblem(column, code, detail)
        return RefusedRow(self.line, (problem,), excerpt(self.text), self.key)


class WrongRow(Struct, frozen=True, gc=False):
    """A row refused for its own sake. Its product is told, as it may miss what the row said."""

    key: str
    refused: RefusedRow


class Gathered(Struct):
    """The rows of one product so far. `wrong_line` is the first of its rows that was refused."""

    key: str
    last_line: int = 0
    last_row: int = 0
    chars: int = 0
    wrong_line: int | None = None
    rows: list[ProductRow] = field(default_factory=list[ProductRow])


def gather(rows: Iterable[ProductRow | WrongRow]) -> Iterator[Gathered | RefusedRow]:
    """Yield each product's rows once no more of them are accepted, and refused rows at once."""
    open_products = _OpenProducts()
    for row in rows:
        refusal = open_products.add(row)
        if refusal is not None:
            yield refusal
        yield from open_products.due()
    yield from open_products.rest()


class _OpenProducts:
    """Products whose rows may still come, the one that waited longest first."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Gathered] = OrderedDict()
        self._closed = SeenKeys()
        self._held_chars = 0
        self._rows = 0

    def add(self, row: ProductRow | WrongRow) -> RefusedRow | None:
        """Put the row with its product; return it refused where it cannot be."""
        self._rows += 1
        if isinstance(row, WrongRow):
            self._warn(row)
            return row.refused
        product = self._product(row.key)
        if isinstance(product, int):
            detail = f"{row.key!r} was last seen on line {product}, too far up: keep rows together"
            return row.refused(None, "rows_too_far_apart", detail)
        if len(product.rows) == ROWS_A_PRODUCT_MAX:
            detail = f"{row.key!r} has more than {ROWS_A_PRODUCT_MAX:,} rows"
            return row.refused(None, "too_many_rows", detail)
        product.rows.append(row)
        product.chars += row.chars
        product.last_line, product.last_row = row.line, self._rows
        self._held_chars += row.chars
        return None

    def due(self) -> Iterator[Gathered]:
        """Close and yield the products that have waited long enough."""
        while self._open:
            oldest = next(iter(self._open.values()))
            is_near = self._rows - oldest.last_row < ROWS_APART_MAX
            if is_near and self._held_chars <= HELD_CHARS_MAX:
                return
            self._open.popitem(last=False)
            self._held_chars -= oldest.chars
            self._closed.claim(oldest.key, oldest.last_line)
            yield oldest

    def rest(self) -> Iterator[Gathered]:
        """Yield what is still open, at the end of the file."""
        yield from self._open.values()

    def _product(self, key: str) -> Gathered | int:
        """Return the open product, last in the queue now, or the line it was closed after."""
        product = self._open.get(key)
        if product is None:
            closed_line = self._closed.line_of(key)
            if closed_line is not None:
                return closed_line
            product = self._open[key] = Gathered(key)
        self._open.move_to_end(key)
        return product

    def _warn(self, wrong: WrongRow) -> None:
        product = self._product(wrong.key) if wrong.key else 0
        if isinstance(product, Gathered):
            product.wrong_line = product.wrong_line or wrong.refused.line
            product.last_line, product.last_row = wrong.refused.line, self._rows
