"""The formats an import reads: pure, streaming readers from bytes to what the file says.

A reader takes a binary file (or an iterator of bytes), gzip or not, and the importer's currency; it
yields categories, products, refused rows and notices, parents before children, and ends with counts
in which refused + kept = rows. It raises UnreadableFile, mostly before the first row, for a file it
can make nothing of. No reader knows a database.
"""

from collections.abc import Iterator
from typing import Protocol

from galleria.transfers.formats.category_graph import read_category_graph
from galleria.transfers.formats.detect import FormatName, detect
from galleria.transfers.formats.json_lines import read_json_lines
from galleria.transfers.formats.own_csv import read_own_csv, template
from galleria.transfers.formats.retail_invoices import read_retail_invoices
from galleria.transfers.formats.shopify import read_shopify
from galleria.transfers.formats.source import Source, UnreadableFile
from galleria.transfers.rows import Found

__all__ = ["FORMATS", "FormatName", "Source", "UnreadableFile", "detect", "read", "template"]


class Reader(Protocol):
    def __call__(self, source: Source, *, currency: str) -> Iterator[Found]: ...


FORMATS: dict[FormatName, Reader] = {
    "galleria-jsonl": read_json_lines,
    "galleria-csv": read_own_csv,
    "shopify-csv": read_shopify,
    "category-graph-json": read_category_graph,
    "retail-invoices-csv": read_retail_invoices,
}


def read(source: Source, *, form: FormatName, currency: str) -> Iterator[Found]:
    """Read `source` as `form`; prices that name no currency are in `currency`."""
    return FORMATS[form](source, currency=currency)
