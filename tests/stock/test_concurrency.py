"""Many at once: never more sold than there is, and holds end in time."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.engine.storage import Storage
from galleria.ops.verify.stock import audit_stock
from galleria.stock import HeldPortions, Missing, Want, lock_shelf, write_shelf
from galleria.stock.jobs import JOBS
from tests.engine.conftest import storage
from tests.engine.working import until, working
from tests.stock.given import counters, given_location, given_stock, sale, taken

__all__ = ["storage"]


@pytest.fixture
async def shelf(database: Database, context: Context) -> tuple[UUID, UUID, UUID]:
    """Seven of one thing and nine of another, at one location."""
    async with transaction(database, context) as tx:
        main = await given_location(tx)
        return main, await given_stock(tx, main, 7), await given_stock(tx, main, 9)


async def test_of_twenty_buyers_seven_get_one_and_nobody_deadlocks(
    database: Database, context: Context, shelf: tuple[UUID, UUID, UUID]
) -> None:
    main, tea, mug = shelf

    async def buy(*variants: UUID) -> bool:
        async with transaction(database, context) as tx:
            there = await lock_shelf(tx, list(variants))
            found = there.take([Want(variant, 1) for variant in variants], [main])
            if isinstance(found, Missing):
                return False
            await write_shelf(tx, there, sold=sale(*found))
            return True

    turns = [(tea, mug), (mug, tea)] * 10
    assert sum(await asyncio.gather(*(buy(*turn) for turn in turns))) == 7
    async with transaction(database, context) as tx:
        assert await counters(tx, tea, main) == {}
        assert await counters(tx, mug, main) == {"free": 2}


async def test_a_hold_is_released_within_two_seconds(
    database: Database, context: Context, storage: Storage, shelf: tuple[UUID, UUID, UUID]
) -> None:
    main, tea, _ = shelf
    expires_at = datetime.now(UTC) + timedelta(seconds=0.4)
    async with transaction(database, context) as tx:
        there = await lock_shelf(tx, [tea])
        portions = taken(there, Want(tea, 3), [main], is_held=True)
        await write_shelf(tx, there, held=[HeldPortions(portions, expires_at, cart_id=new_id())])

    async def is_free() -> bool:
        async with transaction(database, replace(context, now=datetime.now(UTC))) as tx:
            return await counters(tx, tea, main) == {"free": 7}

    async with working(database, storage, *JOBS, poll_s=1.0):
        await until(is_free)
    assert datetime.now(UTC) - expires_at < timedelta(seconds=2)
    assert (await audit_stock(database, [context.org_id])).is_clean
