"""Which format a file is in, by its first bytes and, where they leave it open, its name."""

import csv
import zlib
from typing import Literal

from galleria.transfers.formats import own_csv, retail_invoices, shopify

FormatName = Literal[
    "galleria-jsonl", "galleria-csv", "shopify-csv", "category-graph-json", "retail-invoices-csv"
]
HEAD_BYTES = 64 << 10  # Give `detect` this much; a header is never longer.

_REQUIRED: dict[FormatName, tuple[str, ...]] = {
    "shopify-csv": shopify.REQUIRED,
    "retail-invoices-csv": retail_invoices.REQUIRED,
    "galleria-csv": own_csv.REQUIRED,
}


def detect(name: str, head: bytes) -> FormatName | None:
    """Return the format of the file that is called `name` and begins with `head`; None: unknown."""
    text = _unpacked(head).removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
    if text.lstrip().startswith("["):
        return "category-graph-json"
    if text.lstrip().startswith("{"):
        return "galleria-jsonl"
    columns = _header(text)
    for form, required in _REQUIRED.items():
        if columns.issuperset(required):
            return form
    # A file of ours that lost a required column is told so, rather than that it is unknown.
    is_ours = "external_key" in columns and ".csv" in name.lower()
    return "galleria-csv" if is_ours else None


def _unpacked(head: bytes) -> bytes:
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def _header(text: str) -> set[str]:
    first = next((line for line in text.split("\n") if line.strip("\r,")), "")
    try:
        return {cell.strip() for row in csv.reader([first]) for cell in row}
    except csv.Error:
        return set()
