"""What holds when workers die, hang, or are told to stop."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import NotFound
from galleria.base.tx import DirectoryTx, Tx, reading, transaction
from galleria.engine.events import record
from galleria.engine.job_status import cancel_job, get_job
from galleria.engine.runner import JobRun, LeaseLost, job
from galleria.engine.storage import Storage
from tests.conftest import given_organization
from tests.engine.conftest import NoSubject
from tests.engine.test_runner import LastTry, Short, Unknown, Work, events
from tests.engine.working import asked, ended, status, until, working


async def test_a_job_whose_worker_was_killed_is_done_by_another(
    database: Database, context: Context, storage: Storage, tmp_path: Path
) -> None:
    async def finish(run: JobRun, work: Work) -> None:
        async with run.transaction() as tx:
            await run.finish(tx)

    (job_id,) = await asked(database, context, Work())
    with worker_process(database, tmp_path) as doomed:
        await until(lambda: is_running(database, context, job_id))
        os.kill(doomed.pid, signal.SIGKILL)
        doomed.wait()
    async with working(database, storage, job(Work, finish)):
        done = await ended(database, context, job_id)
    assert (done.state, done.attempt) == ("completed", 2)


async def test_a_worker_that_lost_its_lease_commits_nothing(
    database: Database, context: Context, storage: Storage
) -> None:
    lost = asyncio.Event()
    go_on = asyncio.Event()

    async def hang_once(run: JobRun, work: Work) -> None:
        async with run.transaction() as tx:
            await record(tx, [NoSubject(run.attempt)])
            if run.attempt == 1:
                await go_on.wait()
            try:
                await run.finish(tx)
            except LeaseLost:
                lost.set()
                raise

    one_beat = {"heartbeat_s": 60.0, "lease_s": 60.0}
    async with working(database, storage, job(Work, hang_once), **one_beat):
        (job_id,) = await asked(database, context, Work())
        await until(lambda: is_running(database, context, job_id))
        await until(lambda: is_rescued(database, context, job_id))
        await ended(database, context, job_id)
        go_on.set()
        await asyncio.wait_for(lost.wait(), 5)
    assert await events(database, context) == 1


async def test_a_job_that_kills_every_worker_is_given_up_and_its_hook_runs(
    database: Database, context: Context, storage: Storage, tmp_path: Path
) -> None:
    async def never(run: JobRun, work: LastTry) -> None:
        raise AssertionError

    async def release(tx: DirectoryTx, work: LastTry) -> None:
        await record(tx, [NoSubject()])

    (job_id,) = await asked(database, context, LastTry())
    with worker_process(database, tmp_path) as doomed:
        await until(lambda: is_running(database, context, job_id))
        os.kill(doomed.pid, signal.SIGKILL)
        doomed.wait()
    async with working(database, storage, job(LastTry, never, on_failed=release)):
        done = await ended(database, context, job_id)
    assert done.state == "failed"
    assert done.error is not None
    assert done.error.code == "lease_expired"
    assert await events(database, context) == 1


async def test_a_hook_that_fails_is_run_again_and_the_job_ends_with_it(
    database: Database, context: Context, storage: Storage
) -> None:
    hooks: list[int] = []

    async def fail(run: JobRun, work: LastTry) -> None:
        raise RuntimeError

    async def release(tx: DirectoryTx, work: LastTry) -> None:
        hooks.append(1)
        await record(tx, [NoSubject()])
        if len(hooks) == 1:
            raise RuntimeError

    async with working(database, storage, job(LastTry, fail, on_failed=release), lease_s=0.5):
        (job_id,) = await asked(database, context, LastTry())
        assert (await ended(database, context, job_id)).state == "failed"
    assert (len(hooks), await events(database, context)) == (2, 1)


async def test_a_long_job_keeps_its_lease(
    database: Database, context: Context, storage: Storage
) -> None:
    async def take_long(run: JobRun, work: Work) -> None:
        await asyncio.sleep(1.0)

    async with working(database, storage, job(Work, take_long), lease_s=0.5, heartbeat_s=0.1):
        (job_id,) = await asked(database, context, Work())
        assert (await ended(database, context, job_id)).attempt == 1


async def test_a_slow_commit_after_finish_costs_nobody_a_lease(
    database: Database, context: Context, storage: Storage
) -> None:
    async def slow_commit(run: JobRun, work: Work) -> None:
        async with run.transaction() as tx:
            await run.finish(tx)
            await run.progress(1, 1)
            await asyncio.sleep(1.0)

    async def take_long(run: JobRun, work: Short) -> None:
        await asyncio.sleep(0.09)

    settings = {"lease_s": 0.5, "heartbeat_s": 0.1}
    async with working(
        database, storage, job(Work, slow_commit), job(Short, take_long), **settings
    ):
        slow, other = await asked(database, context, Work(), Short())
        assert (await ended(database, context, other)).state == "completed"
        done = await ended(database, context, slow)
    assert (done.state, done.attempt) == ("completed", 1)


async def test_a_worker_that_is_stopped_hands_its_jobs_back_at_no_cost(
    database: Database, context: Context, storage: Storage
) -> None:
    async def hang_first(run: JobRun, work: Work) -> None:
        runs.append(run.attempt)
        if len(runs) == 1:
            await asyncio.sleep(60)

    runs: list[int] = []
    async with working(database, storage, job(Work, hang_first)):
        (job_id,) = await asked(database, context, Work())
        await until(lambda: len(runs) == 1)
    assert (await status(database, context, job_id)).state == "queued"
    async with working(database, storage, job(Work, hang_first)):
        done = await ended(database, context, job_id)
    assert (done.attempt, runs) == (1, [1, 1])


async def test_a_worker_that_is_stopped_lets_short_jobs_end(
    database: Database, context: Context, storage: Storage
) -> None:
    started = asyncio.Event()

    async def work_a_little(run: JobRun, work: Work) -> None:
        started.set()
        await asyncio.sleep(0.1)

    async with working(database, storage, job(Work, work_a_little)):
        (job_id,) = await asked(database, context, Work())
        await started.wait()
    assert (await status(database, context, job_id)).state == "completed"


async def test_a_waiting_job_that_is_cancelled_never_runs(
    database: Database, context: Context, storage: Storage
) -> None:
    async def never(run: JobRun, work: Work) -> None:
        raise AssertionError

    async def release(tx: DirectoryTx, work: Work) -> None:
        await record(tx, [NoSubject()])

    (job_id,) = await asked(database, context, Work())
    async with transaction(database, context) as tx:
        assert (await cancel_job(tx, job_id=job_id)).state == "cancelled"
    async with working(database, storage, job(Work, never, on_failed=release)):
        await until(lambda: has_released(database, context))
    done = await status(database, context, job_id)
    assert (done.state, done.error) == ("cancelled", None)


async def test_a_running_job_is_asked_to_stop(
    database: Database, context: Context, storage: Storage
) -> None:
    async def stop_when_asked(run: JobRun, work: Work) -> None:
        while not run.cancelled:  # noqa: ASYNC110  # As a handler does between chunks.
            await asyncio.sleep(0.01)

    async with working(database, storage, job(Work, stop_when_asked), cancel_grace_s=60.0):
        (job_id,) = await asked(database, context, Work())
        await until(lambda: is_running(database, context, job_id))
        await cancel(database, context, job_id)
        assert (await ended(database, context, job_id)).state == "cancelled"


async def test_a_job_that_does_not_stop_is_stopped_and_undone(
    database: Database, context: Context, storage: Storage
) -> None:
    async def hang(run: JobRun, work: Work) -> None:
        async with run.transaction() as tx:
            await record(tx, [NoSubject()])
            await asyncio.sleep(60)

    async with working(database, storage, job(Work, hang)):
        (job_id,) = await asked(database, context, Work())
        await until(lambda: is_running(database, context, job_id))
        await cancel(database, context, job_id)
        assert (await ended(database, context, job_id)).state == "cancelled"
    assert await events(database, context) == 0


async def test_cancelling_what_has_ended_changes_nothing(
    database: Database, context: Context, storage: Storage
) -> None:
    async def nothing(run: JobRun, work: Work) -> None: ...

    async with working(database, storage, job(Work, nothing)):
        (job_id,) = await asked(database, context, Work())
        await ended(database, context, job_id)
    async with transaction(database, context) as tx:
        assert (await cancel_job(tx, job_id=job_id)).state == "completed"


async def test_another_organizations_job_is_like_an_absent_one(database: Database, tx: Tx) -> None:
    theirs = await given_organization(database)
    (job_id,) = await asked(database, theirs, Unknown())
    for use_case in (get_job, cancel_job):
        with pytest.raises(NotFound):
            await use_case(tx, job_id=job_id)
    async with reading(database, theirs) as their_tx:
        assert (await get_job(their_tx, job_id=job_id)).state == "queued"


class worker_process:
    """A worker in a process of its own, that starts jobs and never ends them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._arguments = [database.app_url, database.platform_url, str(folder)]

    def __enter__(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.engine.hanging_worker", *self._arguments]
        self._process = subprocess.Popen(command)
        return self._process

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


async def is_running(database: Database, context: Context, job_id: object) -> bool:
    return (await status(database, context, job_id)).state == "running"


async def has_released(database: Database, context: Context) -> bool:
    return await events(database, context) == 1


async def cancel(database: Database, context: Context, job_id: object) -> None:
    async with transaction(database, context) as tx:
        await cancel_job(tx, job_id=job_id)


async def is_rescued(database: Database, context: Context, job_id: object) -> bool:
    """Expire its lease, again if it was renewed meanwhile, until it is in another attempt."""
    if (await status(database, context, job_id)).attempt > 1:
        return True
    await expire(database, job_id)
    return False


async def expire(database: Database, job_id: object) -> None:
    async with database.platform.connection() as connection:
        await connection.execute(
            "UPDATE job_running SET lease_until = now() - interval '1 s' WHERE job_id = $1", job_id
        )
