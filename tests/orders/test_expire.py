"""What waits for its payment ends in time though it holds nothing; what is paid stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import Tx, transaction
from galleria.engine.storage import folder_storage
from galleria.orders import JOBS
from galleria.orders.expire import expired_among
from galleria.orders.life import locked
from galleria.orders.rows import Order
from galleria.orders.settle import keep_for_capture
from galleria.stock.jobs import JOBS as STOCK_JOBS
from tests.engine.working import until, working
from tests.orders.living import CASH, committed
from tests.selling import SellingShop, given_selling_shop, line


async def _given_uncounted(shop: SellingShop, **more: Any) -> Order:
    return await shop.sell(line(await shop.product(free=None), 2), is_held=True, **more)


async def _due(tx: Tx) -> list[Any]:
    rows = await tx.connection.fetch(
        "SELECT run_at, payload::text FROM job WHERE kind = 'orders.expire'"
    )
    return [tuple(row) for row in rows]


async def _now(database: Database, context: Context, order_id: UUID) -> tuple[str, str | None]:
    async with transaction(database, context) as tx:
        row = await tx.connection.fetchrow(
            "SELECT state, cancel_reason FROM orders WHERE order_id = $1", order_id
        )
    assert row is not None
    return tuple(row)


async def test_an_order_that_holds_nothing_ends_when_its_time_is_up(tx: Tx) -> None:
    order = await _given_uncounted(await given_selling_shop(tx))
    ((run_at, payload),) = await _due(tx)
    assert run_at == order.expires_at
    assert str(order.order_id) in payload


async def test_what_holds_something_ends_with_its_holds(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    await shop.sell(line(await shop.product(free=5)), is_held=True)
    assert await _due(tx) == []


async def test_what_is_paid_at_once_never_ends(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    await shop.sell(line(await shop.product(free=None)), tender=CASH)
    assert await _due(tx) == []


async def test_it_is_cancelled(database: Database, context: Context, tmp_path: Path) -> None:
    order = await committed(database, context, _given_uncounted)
    await _rush(database, context, order.order_id, "now() - interval '1 s'")
    async with working(database, folder_storage(tmp_path), *JOBS, *STOCK_JOBS):

        async def is_over() -> bool:
            now = await _now(database, context, order.order_id)
            return now == ("cancelled", "payment_expired")

        await until(is_over)


async def test_what_was_given_longer_is_looked_at_again(
    database: Database, context: Context, tmp_path: Path
) -> None:
    order = await committed(database, context, _given_uncounted)
    await _rush(database, context, order.order_id, "now() + interval '1 hour'")
    async with working(database, folder_storage(tmp_path), *JOBS):

        async def is_later() -> bool:
            async with transaction(database, context) as tx:
                ((run_at, _),) = await _due(tx) or [(tx.context.now, "")]
                return run_at > tx.context.now + timedelta(minutes=50)

        await until(is_later)
    assert (await _now(database, context, order.order_id))[0] == "pending"


async def test_money_that_is_set_aside_keeps_it_whatever_the_process_thinks(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await _given_uncounted(shop)
    lives = await locked(tx, [order.order_id])
    await keep_for_capture(tx, lives, [order.order_id])
    left = await tx.connection.fetchval("SELECT expires_at - now() FROM orders")
    assert timedelta(days=4) < left < timedelta(days=6)
    assert await expired_among(tx, [order.order_id]) == set()


async def _rush(database: Database, context: Context, order_id: UUID, at: str) -> None:
    async with transaction(database, context) as tx:
        await tx.connection.execute(
            f"UPDATE orders SET expires_at = {at} WHERE order_id = $1", order_id
        )
        await tx.connection.execute("UPDATE job SET run_at = now()")
