"""What a test of an order's life starts from, and the books that must balance after each step."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import Tx, transaction
from galleria.orders.fulfil import FulfilLine, NewFulfilment, fulfil_order
from galleria.orders.rows import Order
from galleria.orders.sale import Tender
from tests.selling import SellingShop, given_selling_shop, line

T = TypeVar("T")
CASH = Tender(method="cash")


async def given_order(
    shop: SellingShop, variant: UUID, units: int = 2, *, paid: bool = True, **more: Any
) -> Order:
    """Place an order of one line: paid in cash, or on account."""
    return await shop.sell(line(variant, units), tender=CASH if paid else None, **more)


async def ship(tx: Tx, order_id: UUID, *units: int) -> Any:
    """Ship so many units of the lines in their order; all that is left without any."""
    lines = [FulfilLine(line_no, count) for line_no, count in enumerate(units, 1) if count]
    return await fulfil_order(tx, order_id=order_id, body=NewFulfilment(lines=lines))


async def books_balance(tx: Tx) -> bool:
    """Say whether every counter is what the ledger and the holds sum to."""
    wrong = await tx.connection.fetchval(
        """SELECT count(*) FROM stock
           WHERE org_id = $1 AND (
               free + held - backordered - shortfall <> (
                   SELECT coalesce(sum(units), 0) FROM movement
                   WHERE movement.variant_id = stock.variant_id
                   AND movement.location_id = stock.location_id
               )
               OR held <> (
                   SELECT coalesce(sum(units), 0) FROM hold
                   WHERE hold.variant_id = stock.variant_id
                   AND hold.location_id = stock.location_id
               )
           )""",
        tx.context.org_id,
    )
    return wrong == 0


async def event_bodies(tx: Tx, kind: str) -> list[dict[str, Any]]:
    """Return what events of that kind say."""
    rows = await tx.connection.fetch(
        "SELECT body FROM event WHERE org_id = $1 AND type = $2 ORDER BY event_id",
        tx.context.org_id, kind,
    )  # fmt: skip
    return [msgspec.json.decode(row["body"]) for row in rows]


async def kinds_of(tx: Tx) -> list[str]:
    """Return the kinds of events recorded, in their order."""
    rows = await tx.connection.fetch(
        """SELECT type FROM event WHERE org_id = $1 AND starts_with(type, 'order.')
           ORDER BY event_id""",
        tx.context.org_id,
    )
    return [row["type"] for row in rows]


async def committed(
    database: Database, context: Context, make: Callable[[SellingShop], Awaitable[T]]
) -> T:
    """Make something that other transactions see."""
    async with transaction(database, context) as tx:
        return await make(await given_selling_shop(tx))
