"""Carts that nobody has touched for 90 days are deleted, with whom they were for."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from galleria.checkout.queries import delete_carts, old_carts
from galleria.engine.clock_queries import database_time
from galleria.engine.jobs import Job
from galleria.engine.kinds import job
from galleria.engine.run import JobRun

KEPT = timedelta(days=90)
SWEPT_MAX = 500  # In one transaction.
# A UUIDv7 begins with its 48 bits of milliseconds.
BITS_BELOW = 80


class SweepCarts(Job, frozen=True, tag="checkout.sweep_carts"):
    """Delete the organization's old carts; the orders that became of some stay."""

    priority: ClassVar[int] = 900


async def sweep_carts(run: JobRun, _job: SweepCarts) -> None:
    """Delete what is old, a few hundred a transaction. What a cart still holds ends by itself."""
    while True:
        async with run.transaction() as tx:
            since = await database_time(tx) - KEPT
            cart_ids = await old_carts(
                tx, before=first_id(since), unused_since=since, rows_max=SWEPT_MAX
            )
            await delete_carts(tx, cart_ids=cart_ids)
            if len(cart_ids) < SWEPT_MAX:
                await run.finish(tx)
                return


def first_id(at: datetime) -> UUID:
    """Return the smallest id that could be made at that time."""
    return UUID(int=int(at.timestamp() * 1000) << BITS_BELOW)


JOBS = [job(SweepCarts, sweep_carts)]
