"""One invoice line, read and checked."""

import re
from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from galleria.transfers.formats import cells
from galleria.transfers.formats.table import Record
from galleria.transfers.rows import PRODUCT_NAME_CHARS_MAX, SKU_CHARS_MAX

NOT_PRODUCTS = {
    "POST": "postage",
    "DOT": "postage of web orders",
    "C2": "carriage",
    "D": "a discount",
    "M": "a price entered by hand",
    "S": "samples",
    "B": "a correction of bad debt",
    "BANK CHARGES": "bank charges",
    "AMAZONFEE": "a marketplace's fee",
    "CRUK": "a commission to a charity",
}

_QUANTITY = re.compile(r"-?[0-9]{1,12}")
_PRICE = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,20}))?")


class InvoiceLine(Struct, frozen=True):
    line: int
    stock_code: str
    description: str  # Empty where the line has none.
    invoiced_at: datetime
    price_minor: int  # 0 where the line charges nothing, or less than a penny.


def invoice_line(record: Record) -> InvoiceLine | None:
    """Return the line; None, or one not to keep, where the record has problems now."""
    stock_code = cells.needed(record, "StockCode", chars_max=SKU_CHARS_MAX)
    description = cells.words(record, "Description", chars_max=PRODUCT_NAME_CHARS_MAX)
    invoiced_at = _moment(record.cell("InvoiceDate"))
    if invoiced_at is None:
        record.refuse("InvoiceDate", "date_invalid", "not a date like 2011-03-14 15:09:00")
    if not _QUANTITY.fullmatch(record.cell("Quantity")):
        record.refuse("Quantity", "number_invalid", "Quantity is no whole number")
    price_minor = _pennies(record.cell("UnitPrice"))
    if price_minor is None:
        record.refuse("UnitPrice", "price_invalid", "UnitPrice is no price like 12.75")
    elif price_minor < 0 and stock_code.upper() not in NOT_PRODUCTS:
        record.refuse("UnitPrice", "price_negative", "UnitPrice is negative")
    if invoiced_at is None or price_minor is None:
        return None
    return InvoiceLine(record.line, stock_code, description, invoiced_at, max(price_minor, 0))


@lru_cache(maxsize=1_024)
def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo else moment


@lru_cache(maxsize=4_096)
def _pennies(text: str) -> int | None:
    parts = _PRICE.fullmatch(text)
    if parts is None:
        return None
    sign, pounds, fraction = parts.group(1), parts.group(2), parts.group(3) or ""
    if fraction[2:].strip("0"):
        return 0
    pennies = int(pounds + fraction[:2].ljust(2, "0"))
    return -pennies if sign else pennies
