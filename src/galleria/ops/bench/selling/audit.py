"""What was sold, held against the books: counters, ledger, numbers, lines, events, keys."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from galleria.base.config import Settings
from galleria.ops.bench.audit import Count
from galleria.ops.bench.shape import Bench
from galleria.ops.database import migration_url, opened
from galleria.ops.migrator import administrator
from galleria.ops.verify.selling.history import audit
from galleria.ops.verify.stock.audit import audit_stock

FAULTS_SAID = 5

BOOKS = """
WITH counted AS (
    SELECT
        count(*) AS rows,
        coalesce(sum(free + held - backordered - shortfall), 0)::bigint AS units
    FROM stock
    WHERE org_id = ANY($1)
),
ledger AS (
    SELECT
        count(*) FILTER (
            WHERE moved.units = stock.free + stock.held - stock.backordered - stock.shortfall
        ) AS agreeing,
        coalesce(-sum(moved.sold), 0)::bigint AS sold
    FROM stock
    CROSS JOIN LATERAL (
        SELECT
            coalesce(sum(units), 0) AS units,
            coalesce(sum(units) FILTER (WHERE kind = 'sell'), 0) AS sold
        FROM movement
        WHERE
            movement.org_id = stock.org_id
            AND movement.variant_id = stock.variant_id
            AND movement.location_id = stock.location_id
    ) AS moved
    WHERE stock.org_id = ANY($1)
),
series AS (
    SELECT count(*) AS orders, count(DISTINCT serial) AS serials, max(serial) - 1000 AS last
    FROM orders
    WHERE org_id = ANY($1)
    GROUP BY org_id, store_id
)
SELECT
    counted.rows,
    ledger.agreeing,
    ledger.sold,
    (SELECT coalesce(sum(orders), 0)::bigint FROM series),
    (SELECT coalesce(sum(orders), 0)::bigint FROM series WHERE orders = serials AND orders = last),
    (SELECT count(*) FROM order_line WHERE org_id = ANY($1)),
    (SELECT coalesce(sum(units), 0)::bigint FROM order_line WHERE org_id = ANY($1)),
    (SELECT count(*) FROM event WHERE org_id = ANY($1) AND type = 'order.placed'),
    (
        SELECT count(*)
        FROM idempotency_record
        WHERE org_id = ANY($1) AND status = 201 AND convert_from(body, 'utf8') LIKE '%"number":%'
    )
FROM counted, ledger
"""


class Books(Struct, frozen=True):
    """What is found in the tables of some organizations."""

    stock_rows: int
    agreeing_rows: int
    sold_units: int
    orders: int
    numbered_orders: int
    lines: int
    line_units: int
    events: int
    keys: int


async def books_of(settings: Settings, org_ids: Sequence[UUID]) -> Books:
    """Read the books, whoever's they are."""
    async with administrator(migration_url(settings)) as connection:
        row = await connection.fetchrow(BOOKS, list(org_ids))
        assert row is not None
        return Books(*row)


async def proven(bench: Bench, org_ids: Sequence[UUID]) -> list[Count]:
    """Hold all of it against the ledger as `galleria verify stock` does, and against the laws.

    Of nothing there is nothing to count: each comparison counts, and each fault takes one.
    """
    async with opened(bench.settings) as database:
        stock = await audit_stock(database, org_ids)
    async with administrator(migration_url(bench.settings)) as connection:
        history = await audit(connection)
    for fault in [*stock.faults[:FAULTS_SAID], *history.violations[:FAULTS_SAID]]:
        bench.say(fault)
    compared = stock.counters + stock.holds + stock.order_lines
    held = history.orders + history.movements + history.events
    return [
        Count(
            "comparisons of verify stock without a fault", compared - len(stock.faults), compared
        ),
        Count("rows within the laws of selling", held - len(history.violations), held),
    ]


def counts_of(books: Books, *, placed: int, lines: int) -> list[Count]:
    """Say that all that buyers were told is there once, with everything that belongs to it."""
    return [
        Count("orders", books.orders, placed),
        Count("orders numbered without a gap", books.numbered_orders, placed),
        Count("lines", books.lines, lines),
        Count("units that left", books.sold_units, books.line_units),
        Count("counters that equal their ledger", books.agreeing_rows, books.stock_rows),
        Count("events of orders", books.events, placed),
        Count("keys with their answer", books.keys, placed),
    ]
