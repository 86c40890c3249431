"""Partitions are there before they are needed, and old keys go whole."""

import asyncio
from datetime import UTC, datetime, timedelta

from galleria.base.database import Database
from galleria.base.tx import platform_transaction
from galleria.engine.chores import Chore, Chores
from galleria.engine.partitions import PARTITIONS, drop_old_keys, ensure_partitions
from tests.engine.working import quiet, until

FAR = datetime(2031, 1, 31, 23, 30, tzinfo=UTC)


async def test_this_period_and_the_next_two_are_made(database: Database) -> None:
    async with platform_transaction(database) as tx:
        names = await ensure_partitions(tx, FAR)
    assert sorted(names) == [
        "delivery_20310101",
        "delivery_20310201",
        "delivery_20310301",
        "event_20310101",
        "event_20310201",
        "event_20310301",
        "gateway_event_20310101",
        "gateway_event_20310201",
        "gateway_event_20310301",
        "idempotency_record_20310127",
        "idempotency_record_20310203",
        "idempotency_record_20310210",
        "job_done_20310101",
        "job_done_20310201",
        "job_done_20310301",
        "movement_20310101",
        "movement_20310201",
        "movement_20310301",
        "product_change_20310101",
        "product_change_20310201",
        "product_change_20310301",
    ]


async def test_making_them_again_changes_nothing(database: Database) -> None:
    async with platform_transaction(database) as tx:
        assert await ensure_partitions(tx, FAR) == await ensure_partitions(tx, FAR)


async def test_nothing_can_be_read_around_the_parents_policies(database: Database) -> None:
    async with platform_transaction(database) as tx:
        for name in await ensure_partitions(tx, FAR):
            granted = await tx.connection.fetchval(
                "SELECT has_table_privilege('galleria_app', $1, 'SELECT')", name
            )
            assert not granted, name


async def test_keys_are_kept_for_five_weeks(database: Database) -> None:
    async with platform_transaction(database) as tx:
        await ensure_partitions(tx, FAR - timedelta(weeks=500))
        old = await tx.connection.fetchval(COUNT)
        assert await drop_old_keys(tx, datetime.now(UTC) + timedelta(weeks=0)) == 3
        assert await tx.connection.fetchval(COUNT) == old - 3
        assert await drop_old_keys(tx, datetime.now(UTC) + timedelta(weeks=4)) == 0


async def test_chores_are_done_at_the_start_and_by_one_process_only(database: Database) -> None:
    done: list[str] = []

    async def count(_database: Database, _now: datetime) -> None:
        done.append("count")

    async def fail(_database: Database, _now: datetime) -> None:
        raise RuntimeError

    hourly = timedelta(hours=1)
    chores = [PARTITIONS, Chore("fail", hourly, fail), Chore("count", hourly, count)]
    first, second = (asyncio.create_task(Chores(database, chores, quiet()).run()) for _ in range(2))
    await until(lambda: len(done) == 1)
    await asyncio.sleep(0.7)
    assert done == ["count"]
    for task in (first, second):
        task.cancel()
    await asyncio.wait([first, second])


COUNT = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'idempotency_record'::regclass"
