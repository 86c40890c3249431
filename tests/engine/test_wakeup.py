"""Sleepers in other processes are woken; a database that died is waited for."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from galleria.base.database import Database, open_database
from galleria.base.pool import UNAVAILABLE
from galleria.base.refusals import Overloaded
from galleria.base.urls import derived_url
from galleria.engine.runner import JobRun, job
from galleria.engine.sequencer import Sequencer
from galleria.engine.storage import Storage
from galleria.engine.wakeup import Wakeup
from galleria.ops.laptop import throwaway_postgres
from galleria.ops.migrator import migrate
from tests.conftest import given_organization
from tests.engine.test_runner import Work
from tests.engine.working import asked, ended, quiet, until, working


@pytest.fixture
async def other_process(server_url: str) -> AsyncIterator[Database]:
    """The same database as another process has it: with signals of its own."""
    database = await opened(server_url)
    yield database
    await database.close()


async def test_what_one_process_signals_wakes_the_others_and_does_not_come_back(
    database: Database, other_process: Database
) -> None:
    heard_here: list[set[str]] = []
    heard_there: list[set[str]] = []
    tasks = [asyncio.create_task(Wakeup(each, quiet()).run()) for each in (database, other_process)]
    await asyncio.sleep(0.2)
    database.signals.listen(heard_here.append)
    other_process.signals.listen(heard_there.append)
    database.signals.emit({"jobs", "private"})
    await until(lambda: heard_there == [{"jobs"}])
    await asyncio.sleep(0.05)
    assert heard_here == [{"jobs", "private"}]
    database.signals.unlisten(heard_here.append)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_a_crash_of_postgresql_ends_no_worker_and_loses_no_job(storage: Storage) -> None:
    done: list[int] = []

    async def work(run: JobRun, work: Work) -> None:
        await asyncio.sleep(0.01)
        async with run.transaction() as tx:
            await run.finish(tx)
        done.append(work.number)

    with throwaway_postgres(careless=False) as address:
        await migrate(address.url, passwords_from=address.url, note=lambda _: None)
        database = await opened(address.url)
        context = await given_organization(database)
        sequencer = asyncio.create_task(Sequencer(database, {}, quiet()).run())
        async with working(database, storage, job(Work, work)):
            job_ids = await asked(database, context, *[Work(number) for number in range(100)])
            await until(lambda: len(done) > 20)
            await crash(database)
            for job_id in job_ids:
                assert (await when_there(database, context, job_id)) == "completed"
        assert not sequencer.done()
        sequencer.cancel()
        await asyncio.wait([sequencer])
        await database.close()


async def crash(database: Database) -> None:
    """Kill one server process: PostgreSQL then ends all others and recovers from its log."""
    async with database.platform.connection() as connection:
        os.kill(await connection.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)


async def when_there(database: Database, context: object, job_id: object) -> str:
    while True:
        try:
            return (await ended(database, context, job_id)).state
        except (Overloaded, *UNAVAILABLE):
            await asyncio.sleep(0.1)


async def opened(url: str) -> Database:
    return await open_database(
        derived_url(url, "galleria_app"),
        derived_url(url, "galleria_platform"),
        reactions={},
    )
