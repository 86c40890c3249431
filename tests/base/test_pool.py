"""What is lent is clean, and nobody keeps what was given back."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from galleria.base.context import Context
from galleria.base.database import Database, open_database
from galleria.base.refusals import Overloaded
from galleria.base.tx import reading

PID = "SELECT pg_backend_pid()"


@pytest.fixture
async def narrow(database: Database) -> AsyncIterator[Database]:
    """A database with one connection for everybody."""
    opened = await open_database(
        database.app_url, database.platform_url, reactions={}, app_connections=1
    )
    yield opened
    await opened.close()


async def test_a_connection_left_in_a_transaction_is_not_lent_again(narrow: Database) -> None:
    async with narrow.app.connection() as connection:
        pid = await connection.fetchval(PID)
        await connection.execute("BEGIN")
    async with narrow.app.connection() as connection:
        assert await connection.fetchval(PID) != pid


async def test_a_read_cancelled_within_a_statement_leaves_nothing_to_the_next(
    narrow: Database, context: Context
) -> None:
    async def hangs() -> None:
        async with reading(narrow, context) as tx:
            await tx.connection.execute("SELECT pg_sleep(60)")

    for _ in range(5):
        task = asyncio.create_task(hangs())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with narrow.app.connection() as connection:
        assert not connection.is_in_transaction()
        assert await connection.fetchval("SELECT current_setting('app.org_id', true)") in {"", None}


async def test_who_keeps_a_transaction_has_no_connection_after_it(
    narrow: Database, context: Context
) -> None:
    async with reading(narrow, context) as tx:
        pass
    with pytest.raises(asyncpg.InterfaceError, match="the transaction has ended"):
        await tx.connection.fetchval(PID)


async def test_who_waits_is_served_in_turn(narrow: Database) -> None:
    served: list[int] = []

    async def ask(number: int) -> None:
        async with narrow.app.connection() as connection:
            await connection.fetchval(PID)
            served.append(number)

    await asyncio.gather(*(ask(number) for number in range(20)))
    assert served == list(range(20))


async def test_closing_waits_for_who_is_at_work_and_refuses_who_comes_later(
    narrow: Database,
) -> None:
    connection = await narrow.app.take()
    closing = asyncio.create_task(narrow.app.close())
    await asyncio.sleep(0.05)
    assert await connection.fetchval("SELECT 1") == 1
    with pytest.raises(Overloaded):
        await narrow.app.take()
    narrow.app.give_back(connection)
    await closing
    assert connection.is_closed()


async def test_a_changed_schema_fails_one_call_and_not_one_a_connection(
    server_url: str, database: Database, context: Context
) -> None:
    async def read() -> None:
        async with reading(database, context) as tx:
            await tx.connection.fetch("SELECT * FROM pool_trial")

    administrator = await asyncpg.connect(server_url)
    try:
        await administrator.execute("CREATE TABLE pool_trial (a int)")
        await administrator.execute("GRANT SELECT ON pool_trial TO galleria_app")
        await asyncio.gather(read(), read(), read())
        await administrator.execute("ALTER TABLE pool_trial ADD b int")
        with pytest.raises(asyncpg.InvalidCachedStatementError):
            await read()
        await asyncio.gather(read(), read(), read())
    finally:
        await administrator.execute("DROP TABLE pool_trial")
        await administrator.close()
