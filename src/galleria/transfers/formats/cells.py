"""Cells as values: every reader returns the value, or notes on the record why there is none."""

import re
from collections.abc import Sequence
from typing import TypeVar

from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.formats.table import Record
from galleria.transfers.rows import (
    BARCODE_CHARS_MAX,
    DESCRIPTION_CHARS_MAX,
    SLUG_CHARS_MAX,
    TAG_CHARS_MAX,
)

LIST_CHARS_MAX = 50_000
URL_CHARS_MAX = 2_000
TAGS_MAX = 250
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_FLAGS = {
    "true": True, "yes": True, "1": True, "active": True,
    "false": False, "no": False, "0": False, "draft": False, "archived": False,
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_CODE = re.compile(r"[\x21-\x7e]+")

T = TypeVar("T", bound=str)
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")


def words(record: Record, column: str, *, chars_max: int) -> str:
    """Return one line of text, white space inside it collapsed."""
    text = record.cell(column)
    if not text or (record.is_plain and len(text) <= chars_max):
        return text
    return _bounded(record, column, " ".join(text.split()), chars_max)


def needed(record: Record, column: str, *, chars_max: int) -> str:
    """Return one line of text that must be there."""
    text = words(record, column, chars_max=chars_max)
    if not text:
        record.refuse(column, "missing", f"{column} is empty")
    return text


def paragraphs(record: Record, column: str) -> str:
    """Return text of several lines."""
    text = record.cell(column).replace("\r\n", "\n")
    return _bounded(record, column, text, DESCRIPTION_CHARS_MAX)


def slug(record: Record, column: str) -> str | None:
    """Return an address part as the catalog takes it; None where the cell is empty."""
    text = record.cell(column)
    if text and (len(text) > SLUG_CHARS_MAX or not SLUG.fullmatch(text)):
        record.refuse(column, "slug_invalid", f"{shown(text)} is no slug: write like-this-1")
        return None
    return text or None


def flag(record: Record, column: str) -> bool | None:
    """Return yes or no; None where the cell is empty."""
    text = record.cell(column).lower()
    if not text:
        return None
    if text not in _FLAGS:
        record.refuse(column, "flag_invalid", f"{shown(text)} is neither true nor false")
    return _FLAGS.get(text)


def choice(record: Record, column: str, allowed: Sequence[T]) -> T | None:
    """Return one of `allowed`, whatever its case; None where the cell is empty."""
    text = record.cell(column)
    if not text:
        return None
    found = next((one for one in allowed if one == text.lower()), None)
    if found is None:
        detail = f"{shown(text)} is none of {', '.join(allowed)}"
        record.refuse(column, "choice_invalid", detail)
    return found


def barcode(record: Record, column: str) -> str | None:
    """Return the code as written; None where the cell is empty."""
    # Exports put an apostrophe before digits, to keep spreadsheets from rounding them.
    text = record.cell(column).removeprefix("'").strip()
    return _checked_barcode(record, column, text) if text else None


def barcodes(record: Record, column: str, *, items_max: int) -> tuple[str, ...]:
    """Return codes that are separated by spaces."""
    codes = listed(record, column, separator=" ", items_max=items_max)
    checked = (_checked_barcode(record, column, code.removeprefix("'")) for code in codes)
    return tuple(code for code in checked if code)


def _checked_barcode(record: Record, column: str, text: str) -> str | None:
    if _ROUNDED.fullmatch(text):
        detail = f"{shown(text)} was rounded by a spreadsheet: format the column as text"
        record.refuse(column, "barcode_rounded", detail)
        return None
    if len(text) > BARCODE_CHARS_MAX or not _CODE.fullmatch(text):
        record.refuse(column, "barcode_invalid", f"{shown(text)} is no barcode")
        return None
    return text


def url(record: Record, column: str) -> str | None:
    """Return a web address; None where the cell is empty."""
    return checked_url(record, column, record.cell(column))


def checked_url(record: Record, column: str, text: str) -> str | None:
    """Return `text` where it is a web address, None where it is empty or none."""
    if text and (len(text) > URL_CHARS_MAX or not _URL.fullmatch(text)):
        record.refuse(column, "url_invalid", f"{shown(text)} is no http or https address")
        return None
    return text or None


def listed(
    record: Record,
    column: str,
    *,
    separator: str,
    items_max: int,
    item_chars_max: int = LIST_CHARS_MAX,
) -> tuple[str, ...]:
    """Return the cell's items, each once, in order."""
    text = record.cell(column)
    if not text:
        return ()
    texts = dict.fromkeys(" ".join(item.split()) for item in text.split(separator))
    items = tuple(item for item in texts if item)
    if len(items) > items_max:
        detail = f"{column} has {len(items):,} items; {items_max} are taken"
        record.refuse(column, "too_many_items", detail)
    elif not record.is_plain or len(text) > item_chars_max:
        _bounded(record, column, text, LIST_CHARS_MAX)
        _bounded(record, column, max(items, key=len, default=""), item_chars_max)
    return items


def tags(record: Record, column: str) -> tuple[str, ...]:
    """Return words that commas separate."""
    return listed(record, column, separator=",", items_max=TAGS_MAX, item_chars_max=TAG_CHARS_MAX)


def in_order(record: Record, column: str, *, separator: str, chars_max: int) -> tuple[str, ...]:
    """Return the cell's items by their places; one may be empty."""
    text = record.cell(column)
    if not text:
        return ()
    items = (" ".join(item.split()) for item in text.split(separator))
    return tuple(_bounded(record, column, item, chars_max) for item in items)


def without_trailing_blanks(texts: list[str]) -> tuple[str, ...]:
    """Return option names or values up to the last that is there."""
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def claim(record: Record, column: str, key: str | None, seen: SeenKeys) -> None:
    """Refuse the record where an earlier line has the same key; else the key is this line's."""
    earlier_line = seen.claim(key, record.line) if key else None
    if earlier_line is not None:
        record.refuse(column, "duplicate", f"{shown(key or '')} is already on line {earlier_line}")


def _bounded(record: Record, column: str, text: str, chars_max: int) -> str:
    if len(text) > chars_max:
        detail = f"{column} has {len(text):,} characters; {chars_max:,} are taken"
        record.refuse(column, "too_long", detail)
        return ""
    if _CONTROL.search(text):
        record.refuse(column, "control_character", f"{column} contains a control character")
        return ""
    return text


def shown(text: str) -> str:
    """Return the text as a detail quotes it."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
