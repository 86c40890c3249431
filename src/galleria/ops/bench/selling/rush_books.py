"""What a rush left in the books."""

from uuid import UUID

from msgspec import Struct

from galleria.base.config import Settings
from galleria.ops.database import migration_url
from galleria.ops.migrator import administrator

BOOKS = """
SELECT
    (SELECT count(*) FROM orders WHERE org_id = $1),
    (SELECT count(DISTINCT serial) FROM orders WHERE org_id = $1 AND serial - 1000 <= $3),
    (SELECT coalesce(sum(units), 0)::bigint FROM hold WHERE org_id = $1),
    (SELECT coalesce(sum(held), 0)::bigint FROM stock WHERE org_id = $1),
    (SELECT count(*) FROM stock WHERE org_id = $1 AND variant_id = ANY($2) AND free = 0),
    (SELECT -coalesce(sum(units), 0)::bigint FROM movement WHERE org_id = $1 AND kind = 'sell'),
    (SELECT count(*) FROM orders WHERE org_id = $1 AND payment_state = 'paid'),
    (SELECT count(*) FROM payment WHERE org_id = $1),
    (SELECT count(DISTINCT order_id) FROM payment WHERE org_id = $1 AND state = 'captured'),
    (
        SELECT count(*)
        FROM stock
        WHERE
            org_id = $1
            AND free + held - backordered - shortfall = (
                SELECT sum(units)
                FROM movement
                WHERE
                    movement.org_id = stock.org_id
                    AND movement.variant_id = stock.variant_id
                    AND movement.location_id = stock.location_id
            )
    ),
    (SELECT count(*) FROM stock WHERE org_id = $1)
"""


class RushBooks(Struct, frozen=True):
    """Of one organization; `emptied` counts the stormed items of which none is free."""

    orders: int
    numbers: int
    held_by_holds: int
    held_by_counters: int
    emptied: int
    sold_units: int
    paid_orders: int
    payments: int
    paid_once: int
    agreeing_rows: int
    stock_rows: int


async def rush_books(
    settings: Settings, org_id: UUID, *, items: list[UUID], orders: int
) -> RushBooks:
    """Read the books; `orders` is how many numbers there may be."""
    async with administrator(migration_url(settings)) as connection:
        row = await connection.fetchrow(BOOKS, org_id, items, orders)
        assert row is not None
        return RushBooks(*row)
