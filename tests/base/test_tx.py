"""What every edge relies on."""

import asyncio
import time

import asyncpg
import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.pool import UNAVAILABLE
from galleria.base.problems import as_refusal
from galleria.base.refusals import Overloaded
from galleria.base.tx import Tx, reading, savepoint, transaction
from tests.conftest import given_organization

PROFILES = "SELECT count(*) FROM organization_profile"


async def test_a_tenant_reads_its_own_rows_and_no_others(
    database: Database, context: Context
) -> None:
    await given_organization(database)
    async with reading(database, context) as tx:
        assert await tx.connection.fetchval(PROFILES) == 1


async def test_no_tenant_means_no_rows(database: Database, context: Context) -> None:
    async with database.app.connection() as connection:
        assert await connection.fetchval(PROFILES) == 0


async def test_a_connection_carries_no_tenant_to_its_next_user(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        pid = await tx.connection.fetchval("SELECT pg_backend_pid()")
    async with database.app.connection() as connection:
        assert await connection.fetchval("SELECT pg_backend_pid()") == pid
        assert await connection.fetchval("SELECT current_setting('app.org_id', true)") == ""
        assert await connection.fetchval("SHOW statement_timeout") == "0"


async def test_reading_refuses_writes(database: Database, context: Context) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with reading(database, context) as tx:
            await tx.connection.execute("UPDATE organization_profile SET name = 'Other'")


async def test_a_raised_exception_leaves_nothing(database: Database, context: Context) -> None:
    with pytest.raises(RuntimeError):
        async with transaction(database, context) as tx:
            await tx.connection.execute("UPDATE organization_profile SET name = 'Other'")
            raise RuntimeError
    async with reading(database, context) as tx:
        assert await tx.connection.fetchval("SELECT name FROM organization_profile") == "Test"


async def test_a_cancelled_transaction_gives_a_clean_connection_back(
    database: Database, context: Context
) -> None:
    async def hangs() -> None:
        async with transaction(database, context) as tx:
            await tx.connection.execute("UPDATE organization_profile SET name = 'Other'")
            await asyncio.sleep(60)

    task = asyncio.create_task(hangs())
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with transaction(database, context) as tx:
        assert await tx.connection.fetchval("SELECT name FROM organization_profile") == "Test"


async def test_a_savepoint_undoes_its_work_and_keeps_the_tenant(tx: Tx) -> None:
    with pytest.raises(RuntimeError):
        async with savepoint(tx):
            await tx.connection.execute("UPDATE organization_profile SET name = 'Other'")
            raise RuntimeError
    assert await tx.connection.fetchval("SELECT name FROM organization_profile") == "Test"


@pytest.mark.parametrize(
    ("tier", "expected"), [("standard", "15s"), ("professional", "30s"), ("enterprise", "1min")]
)
async def test_statements_time_out_by_tier(database: Database, tier: str, expected: str) -> None:
    context = await given_organization(database, tier=tier)
    async with transaction(database, context) as tx:
        assert await tx.connection.fetchval("SHOW statement_timeout") == expected


async def test_no_statement_outlives_the_requests_deadline(
    database: Database, context: Context
) -> None:
    soon = Context(
        context.org_id, context.actor, "late", context.now, deadline=time.monotonic() + 0.05
    )
    with pytest.raises(asyncpg.QueryCanceledError):
        async with transaction(database, soon) as tx:
            await tx.connection.execute("SELECT pg_sleep(5)")


async def test_signals_are_emitted_after_the_commit_and_never_after_a_rollback(
    database: Database, context: Context
) -> None:
    heard: list[set[str]] = []
    database.signals.listen(heard.append)
    with pytest.raises(RuntimeError):
        async with transaction(database, context) as tx:
            tx.signals.add("lost")
            raise RuntimeError
    async with transaction(database, context) as tx:
        tx.signals.add("kept")
    assert heard == [{"kept"}]


async def test_a_connection_that_is_ended_before_its_commit_is_replaced(
    database: Database, context: Context
) -> None:
    with pytest.raises(UNAVAILABLE) as ended:
        async with transaction(database, context) as tx:
            await tx.connection.execute("UPDATE organization_profile SET name = 'Other'")
            pid = await tx.connection.fetchval("SELECT pg_backend_pid()")
            async with database.app.connection() as other:
                assert await other.fetchval("SELECT pg_terminate_backend($1, 1000)", pid)
    refusal = as_refusal(ended.value)
    assert isinstance(refusal, Overloaded)
    async with reading(database, context) as tx:
        assert await tx.connection.fetchval("SELECT pg_backend_pid()") != pid
        assert await tx.connection.fetchval("SELECT name FROM organization_profile") == "Test"
