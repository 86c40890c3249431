"""Makes the partitions of every table that has them ahead of time; drops old idempotency keys."""

from datetime import datetime, timedelta

from galleria.base.database import Database
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.engine.chores import Chore
from galleria.engine.partition_queries import (
    clock,
    drop_idempotency_before,
    make_partitions,
    wait_briefly_for_locks,
)

# Keys are promised for 30 days; a week's partition goes whole, after its youngest key is older.
IDEMPOTENCY_KEPT = timedelta(weeks=5)


async def ensure_partitions(tx: PlatformTx, now: datetime) -> list[str]:
    """Have the partitions of this period and the next two; return their names. Again: no change."""
    await wait_briefly_for_locks(tx)
    return await make_partitions(tx, now=now)


async def drop_old_keys(tx: PlatformTx, now: datetime) -> int:
    """Drop the weeks of idempotency keys that ended five weeks ago; return how many."""
    await wait_briefly_for_locks(tx)
    return await drop_idempotency_before(tx, before=now - IDEMPOTENCY_KEPT)


async def _keep_partitions(database: Database, _now: datetime) -> None:
    async with platform_transaction(database) as tx:
        now = await clock(tx)
        await ensure_partitions(tx, now)
    async with platform_transaction(database) as tx:
        await drop_old_keys(tx, now)


PARTITIONS = Chore("partitions", timedelta(hours=1), _keep_partitions)
