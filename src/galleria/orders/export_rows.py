"""Orders as rows of a table: a row a line of an order, in cells that no spreadsheet runs.

Personal data is in it, for whoever may read orders.
"""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from galleria.orders.rows import Order, OrderLine

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = (
    "order_id",
    "number",
    "store_id",
    "source",
    "state",
    "payment_state",
    "placed_at",
    "paid_at",
    "shipped_at",
    "delivered_at",
    "cancelled_at",
    "currency",
    "order_lines_minor",
    "order_discount_minor",
    "order_shipping_minor",
    "order_tax_minor",
    "order_total_minor",
    "paid_minor",
    "refunded_minor",
    "customer_id",
    "customer_name",
    "customer_email",
    "customer_phone",
    "discount_code",
    "line_no",
    "product_id",
    "variant_id",
    "sku",
    "name",
    "options",
    "units",
    "price_minor",
    "discount_minor",
    "tax_rate_ppm",
    "tax_minor",
    "total_minor",
    "shipped_units",
    "returned_units",
)


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as CSV, in UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def rows_of(order: Order) -> list[tuple[object, ...]]:
    """Return a row a line; what an edit took out is in none."""
    head = (
        order.order_id,
        order.number,
        order.store_id,
        order.source,
        order.state,
        order.payment_state,
        order.placed_at,
        order.paid_at,
        order.shipped_at,
        order.delivered_at,
        order.cancelled_at,
        order.currency,
        order.lines_minor,
        order.discount_minor,
        order.shipping_minor,
        order.tax_minor,
        order.total_minor,
        order.paid_minor,
        order.refunded_minor,
        order.customer_id,
        order.customer_name,
        order.customer_email,
        order.customer_phone,
        order.discount_code,
    )
    return [(*head, *_line(line)) for line in order.lines if not line.is_removed]


def cell(value: object) -> str:
    """Return a cell; text that a spreadsheet would take for a formula is shown as text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _line(line: OrderLine) -> tuple[object, ...]:
    return (
        line.line_no,
        line.product_id,
        line.variant_id,
        line.sku,
        line.name,
        " / ".join(line.option_values),
        line.units,
        line.price_minor,
        line.discount_minor,
        line.tax_rate_ppm,
        line.tax_minor,
        line.total_minor,
        line.shipped_units,
        line.returned_units,
    )
