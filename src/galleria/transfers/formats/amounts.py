"""Cells as prices, measures and instants; like `cells`, noting on the record why there is none."""

import re
from datetime import datetime

from galleria.base.money import MINOR_MAX, exponent, is_currency
from galleria.transfers.formats.cells import shown
from galleria.transfers.formats.table import Record

GRAMS_MAX = 100_000_000
MILLIMETRES_MAX = 1_000_000

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,20})?")


def currency(record: Record, column: str, default: str) -> str:
    """Return a currency in use today, the default where the cell is empty."""
    text = record.cell(column).upper() or default
    if text != default and not is_currency(text):
        record.refuse(column, "currency_unknown", f"{shown(text)} is no currency in use")
        return default
    return text


def price_minor(record: Record, column: str, code: str) -> int | None:
    """Return the price in minor units of `code`; None where the cell is empty or no price."""
    text = record.cell(column)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        is_negative = text[0] in "-\u2212" and _NUMBER.fullmatch(text[1:])
        problem = "price_negative" if is_negative else "price_invalid"
        record.refuse(column, problem, f"{shown(text)} is no price: write 1234.50")
        return None
    whole, _, fraction = text.partition(".")
    decimals = exponent(code)
    if fraction[decimals:].strip("0"):
        detail = f"{shown(text)} has more decimals than {code}, which has {decimals}"
        record.refuse(column, "price_too_fine", detail)
        return None
    minor = int(whole + fraction[:decimals].ljust(decimals, "0"))
    if minor > MINOR_MAX:
        record.refuse(column, "price_too_high", f"{shown(text)} is more than can be kept")
        return None
    return minor


def needed_price_minor(record: Record, column: str, code: str) -> int:
    """Return a price that must be there; 0 where the record was refused for it."""
    if not record.cell(column):
        record.refuse(column, "missing", f"{column} is empty")
    return price_minor(record, column, code) or 0


def measure(record: Record, column: str, *, unit: str, most: int) -> int | None:
    """Return a whole number of `unit`, rounded; None where the cell is empty or 0: unknown."""
    text = record.cell(column)
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or float(text) > most:
        record.refuse(column, "measure_invalid", f"{shown(text)} is no number of {unit}")
        return None
    return round(float(text)) or None


def moment(record: Record, column: str) -> datetime | None:
    """Return an instant with its zone; None where the cell is empty."""
    text = record.cell(column)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        detail = f"{shown(text)} is no instant like 2026-11-27T08:00:00+01:00"
        record.refuse(column, "moment_invalid", detail)
        return None
    return found
