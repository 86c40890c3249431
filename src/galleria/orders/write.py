"""Write orders with their lines and give them their numbers: 1 statement, any number."""

from datetime import datetime
from typing import Any

from msgspec import structs

from galleria.base.tx import Tx
from galleria.orders.numbers import number_of
from galleria.orders.place_queries import insert_orders
from galleria.orders.rows import Order, OrderHead, OrderLine
from galleria.pricing import StoreTerms

# Stands between option values, in which there is no control character: arrays of PostgreSQL are
# as long in every row.
BETWEEN = "\x1f"
HEAD = OrderHead.__struct_fields__
LINE = OrderLine.__struct_fields__
# What the database has of itself, or nothing of yet.
NOT_SENT = frozenset(
    (
        "number",
        "refunded_minor",
        "placed_at",
        "shipped_at",
        "delivered_at",
        "cancelled_at",
        "cancel_reason",
        "version",
        "updated_at",
    )
)
LINE_NOT_SENT = frozenset(["shipped_units", "returned_units", "is_removed"])


async def write(tx: Tx, orders: list[Order], terms: list[StoreTerms], at: datetime) -> None:
    """Insert the orders and set their numbers: each store's in order of arrival, without a gap.

    `terms` are each order's.
    """
    prefixes: dict[Any, str] = {}
    counts: dict[Any, int] = {}
    place: list[int] = []
    for order, own in zip(orders, terms, strict=True):
        prefixes[order.store_id] = own.number_prefix
        counts[order.store_id] = nth = counts.get(order.store_id, 0) + 1
        place.append(nth)
    store_ids = sorted(counts)
    last = await insert_orders(
        tx,
        at=at,
        store_ids=store_ids,
        prefixes=[prefixes[store_id] for store_id in store_ids],
        counts=[counts[store_id] for store_id in store_ids],
        place=place,
        **_heads(orders),
        **_lines(orders),
    )
    before = {row.store_id: row.last_serial - counts[row.store_id] for row in last}
    for order, nth in zip(orders, place, strict=True):
        number = number_of(prefixes[order.store_id], before[order.store_id] + nth)
        # Nobody has seen the order yet: to copy all of it for its number would take longer.
        structs.force_setattr(order, "number", number)


def _heads(orders: list[Order]) -> dict[str, Any]:
    # Rows to columns in C; the lines and the change are behind the head.
    columns = zip(*[structs.astuple(order) for order in orders], strict=True)
    return {
        name: column for name, column in zip(HEAD, columns, strict=False) if name not in NOT_SENT
    }


def _lines(orders: list[Order]) -> dict[str, Any]:
    lines = [line for order in orders for line in order.lines]
    columns = dict(zip(LINE, zip(*map(structs.astuple, lines), strict=True), strict=True))
    sent: dict[str, Any] = {
        f"line_{name}": column for name, column in columns.items() if name not in LINE_NOT_SENT
    }
    sent["line_order_id"] = [order.order_id for order in orders for _ in order.lines]
    sent["line_option_values"] = [BETWEEN.join(line.option_values) for line in lines]
    return sent
