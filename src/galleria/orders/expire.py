"""An order that waits for its payment and holds nothing counted ends like any other.

Holds release themselves and cancel their orders; where there is none, a job looks after the order.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from galleria.base.tx import ReadTx, Tx
from galleria.engine.jobs import Job, enqueue
from galleria.engine.kinds import job
from galleria.engine.run import JobRun
from galleria.orders.cancel import EXPIRED, Cancellation, cancel_orders
from galleria.orders.expire_queries import expiry_of
from galleria.orders.life import locked

ORDERS_MAX = 500  # What one job names.


class ExpireOrders(Job, frozen=True, tag="orders.expire"):
    """Cancel those that nobody has paid in time; look again at those that were given longer."""

    priority: ClassVar[int] = 5
    attempts_max: ClassVar[int] = 20

    order_ids: list[UUID]


async def expire_later(tx: Tx, expiring: dict[UUID, datetime]) -> None:
    """Have these orders end then, unless they are paid: 1 statement for each time that differs."""
    for run_at in sorted(set(expiring.values())):
        due = [order_id for order_id, at in expiring.items() if at == run_at]
        jobs: list[Job] = [
            ExpireOrders(due[first : first + ORDERS_MAX])
            for first in range(0, len(due), ORDERS_MAX)
        ]
        await enqueue(tx, jobs, run_at=run_at)


async def expired_among(tx: ReadTx, order_ids: list[UUID]) -> set[UUID]:
    """Return those of these orders that nobody has paid in time, by the database's clock."""
    return {it.order_id for it in await expiry_of(tx, order_ids=order_ids) if it.is_over}


async def expire_orders(run: JobRun, job: ExpireOrders) -> None:
    """Cancel what has expired by the database's clock, under the orders' locks."""
    async with run.transaction() as tx:
        await locked(tx, job.order_ids)
        waiting = await expiry_of(tx, order_ids=job.order_ids)
        over = [Cancellation(it.order_id, EXPIRED) for it in waiting if it.is_over]
        if over:
            await cancel_orders(tx, over)
        await expire_later(tx, {it.order_id: it.expires_at for it in waiting if not it.is_over})
        await run.finish(tx)


JOBS = [job(ExpireOrders, expire_orders)]
