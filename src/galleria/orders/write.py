"""Write orders with their lines and give them their numbers: 1 statement, any number."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import structs

from galleria.base.tx import Tx
from galleria.orders.more import more_of, more_of_line
from galleria.orders.numbers import number_of
from galleria.orders.place_queries import insert_orders
from galleria.orders.rows import Order
from galleria.pricing import StoreTerms

# Stands between option values, in which there is no control character: arrays of PostgreSQL are
# as long in every row.
BETWEEN = "\x1f"


async def write(tx: Tx, orders: list[Order], terms: list[StoreTerms], at: datetime) -> None:
    """Insert the orders and set their numbers: each store's in order of arrival, without a gap.

    `terms` are each order's.
    """
    own = {it.store_id: it for it in terms}
    stores = [own[store_id] for store_id in sorted(own)]
    counts, nths = dict.fromkeys(own, 0), list[int]()
    for order in orders:
        counts[order.store_id] += 1
        nths.append(counts[order.store_id])
    last = await insert_orders(
        tx,
        at=at,
        store_ids=[store.store_id for store in stores],
        prefixes=[store.number_prefix for store in stores],
        currencies=[store.currency for store in stores],
        are_tax_included=[store.is_tax_included for store in stores],
        counts=[counts[store.store_id] for store in stores],
        nths=nths,
        **_heads(orders, stores),
        **_lines(orders),
    )
    before = {row.store_id: row.last_serial - counts[row.store_id] for row in last}
    for order, nth in zip(orders, nths, strict=True):
        store_id = order.store_id
        number = number_of(own[store_id].number_prefix, before[store_id] + nth)
        # Nobody has seen the order yet: to copy all of it for its number would take longer.
        structs.force_setattr(order, "number", number)


def _heads(orders: list[Order], stores: list[StoreTerms]) -> dict[str, Any]:
    store_nos = {store.store_id: place for place, store in enumerate(stores, 1)}
    return {
        "store_nos": [store_nos[order.store_id] for order in orders],
        "order_ids": [order.order_id for order in orders],
        "are_paid": [order.paid_at is not None for order in orders],
        "lines_minor": [order.lines_minor for order in orders],
        "tax_minor": [order.tax_minor for order in orders],
        "total_minor": [order.total_minor for order in orders],
        "more": [more_of(order) for order in orders],
    }


def _lines(orders: list[Order]) -> dict[str, Any]:
    lines = [line for order in orders for line in order.lines]
    products = {line.variant_id: line.product_id for line in lines}
    offer_nos = _places(products)
    location_nos = _places({line.location_id for line in lines if line.location_id is not None})
    return {
        "product_ids": list(products.values()),
        "variant_ids": list(products),
        "location_ids": list(location_nos),
        "head_nos": [head_no for head_no, order in enumerate(orders, 1) for _ in order.lines],
        "line_nos": [line.line_no for line in lines],
        "offer_nos": [offer_nos[line.variant_id] for line in lines],
        "location_nos": [line.location_id and location_nos[line.location_id] for line in lines],
        "names": [line.name for line in lines],
        "skus": [line.sku for line in lines],
        "option_values": [BETWEEN.join(line.option_values) for line in lines],
        "tax_classes": [line.tax_class for line in lines],
        "line_units": [line.units for line in lines],
        "line_price_minor": [line.price_minor for line in lines],
        "line_tax_rate_ppm": [line.tax_rate_ppm for line in lines],
        "line_tax_minor": [line.tax_minor for line in lines],
        "line_total_minor": [line.total_minor for line in lines],
        "line_portions": [line.portions for line in lines],
        "line_more": [more_of_line(line) for line in lines],
    }


def _places(ids: Iterable[UUID]) -> dict[UUID, int]:
    return {one: place for place, one in enumerate(ids, 1)}
