"""Invoice lines of a retailer (InvoiceNo, StockCode, … UnitPrice) as the products they sold.

A row is an invoice line. All lines of a stock code are one product, whose external key and SKU are
the code in upper case: the codes that differ only in case were measured to carry the same
descriptions, so they are one article typed in two ways, and a notice names the spellings.

- The name is the latest description by InvoiceDate (the later line where dates are equal) of a line
  with a positive price. Lines without one are stock notes ("damaged", "?", "found box"), which must
  not become a name; where such a note is the latest description, a notice quotes it.
- The price is the one most lines charge, in GBP; of equally frequent ones the one charged last.
  Prices finer than a penny are no prices.
- Every line of a code is kept or refused with its code. Codes for postage, fees and corrections
  are refused as they come (`NOT_PRODUCTS` says what each is), codes without a description or
  without a positive price at the end, when that is known. A line that is wrong in itself is
  refused alone. A notice sums up each refused code.

Memory: one summary a stock code, and four bytes a line.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Raw

from galleria.transfers.formats.invoice_lines import NOT_PRODUCTS, invoice_line
from galleria.transfers.formats.source import Source, UnreadableFile
from galleria.transfers.formats.stock_codes import CodeLines
from galleria.transfers.formats.table import Table
from galleria.transfers.rows import (
    Found,
    ImportProduct,
    ImportVariant,
    Notice,
    RefusedRow,
    RowProblem,
    Thing,
    counted,
)

CURRENCY = "GBP"
REQUIRED = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice")
FACTS_MAX = 1_000_000  # Codes, spellings and prices held at once.

_encode = msgspec.json.Encoder(order="deterministic").encode


def read_retail_invoices(source: Source, *, currency: str) -> Iterator[Found]:
    """Yield refused lines that are no product's as they come, products at the end of the file."""
    del currency  # Every reader takes one; these invoices are in pounds.
    table = Table(source)
    table.require(REQUIRED)
    yield from counted(_things(table), rows=lambda: table.rows)


def _things(table: Table) -> Iterator[Thing]:
    codes: dict[str, CodeLines] = {}
    facts = 0
    for record in table.records():
        line = None if record.problems else invoice_line(record)
        if line is None or record.problems:
            yield record.refused()
            continue
        code = line.stock_code.upper()
        lines = codes.get(code)
        if lines is None:
            lines = codes[code] = CodeLines(code)
        facts += lines.add(line)
        if facts > FACTS_MAX:
            raise UnreadableFile(f"more than {FACTS_MAX:,} codes and prices", line=record.line)
        if code in NOT_PRODUCTS:
            record.refuse("StockCode", "no_product", _no_product(code))
            yield record.refused()
    for lines in codes.values():
        yield from _summed_up(lines)


def _no_product(code: str) -> str:
    return f"{code} is {NOT_PRODUCTS[code]}, no product"


def _summed_up(lines: CodeLines) -> Iterator[Thing]:
    reason = _reason_against(lines)
    if reason is None:
        yield _product(lines)
        yield from _notices(lines)
        return
    code, detail = reason
    if code != "no_product":  # Those were refused as they came.
        problem = RowProblem("StockCode", code, f"{lines.code}: {detail}")
        yield from (RefusedRow(line, (problem,), lines.code, lines.code) for line in lines.lines)
    summary = f"{len(lines.lines):,} lines: {detail}"
    yield Notice(lines.lines[0], "stock_code_refused", lines.code, summary)


def _reason_against(lines: CodeLines) -> tuple[str, str] | None:
    if lines.code in NOT_PRODUCTS:
        return "no_product", _no_product(lines.code)
    if lines.name is None and lines.note is None:
        return "no_description", "no line describes it"
    if not lines.charged:
        return "no_price", "no line charges a penny or more for it"
    return None


def _product(lines: CodeLines) -> ImportProduct:
    said = lines.name or lines.note
    assert said is not None
    source = {"stock_codes": list(lines.spellings), "invoice_lines": len(lines.lines)}
    return ImportProduct(
        line=lines.lines[0],
        rows=len(lines.lines),
        external_key=lines.code,
        name=said.text,
        variants=(_variant(lines),),
        source_data=Raw(_encode(source)),
    )


def _variant(lines: CodeLines) -> ImportVariant:
    return ImportVariant(
        line=lines.lines[0],
        option_values=(),
        sku=lines.code,
        barcode=None,
        price_minor=lines.price_minor(),
        currency=CURRENCY,
    )


def _notices(lines: CodeLines) -> Iterator[Notice]:
    first_line = lines.lines[0]
    if len(lines.spellings) > 1:
        counts = (f"{spelling} ({times:,} lines)" for spelling, times in lines.spellings.items())
        yield Notice(
            first_line, "spellings_folded", lines.code, f"one article: {', '.join(counts)}"
        )
    if lines.name and lines.note and lines.note > lines.name:
        detail = f"line {lines.note.line} says {lines.note.text!r} later, but charges nothing"
        yield Notice(first_line, "stock_note_passed_over", lines.code, detail)
