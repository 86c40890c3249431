"""Workers: what a handler and its owner can rely on."""

import asyncio
import time
from typing import ClassVar

from msgspec import Struct

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import FieldError, Invalid, Overloaded
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.engine.jobs import Job
from galleria.engine.runner import JobRun, job
from galleria.engine.storage import Storage
from tests.engine.conftest import NoSubject
from tests.engine.working import asked, ended, status, until, working


class Work(Job, frozen=True, tag="runner.work"):
    attempts_max: ClassVar[int] = 3
    number: int = 0


class Urgent(Work, frozen=True, tag="runner.urgent"):
    priority: ClassVar[int] = 1


class Short(Work, frozen=True, tag="runner.short"):
    attempts_max: ClassVar[int] = 1
    timeout_s: ClassVar[float] = 0.1


class LastTry(Job, frozen=True, tag="runner.last_try"):
    attempts_max: ClassVar[int] = 1


class Unknown(Job, frozen=True, tag="runner.unknown"):
    """No worker does this."""


class Answer(Struct, frozen=True):
    doubled: int


async def test_a_job_is_done_and_its_result_kept(
    database: Database, context: Context, storage: Storage
) -> None:
    async def double(run: JobRun, work: Work) -> Answer:
        return Answer(work.number * 2)

    async with working(database, storage, job(Work, double)):
        (job_id,) = await asked(database, context, Work(21))
        done = await ended(database, context, job_id)
    assert (done.state, done.attempt, done.error) == ("completed", 1, None)
    assert bytes(done.result or b"") == b'{"doubled": 42}'


async def test_a_job_knows_its_organization_actor_and_request(
    database: Database, context: Context, storage: Storage
) -> None:
    seen: list[Context] = []

    async def look(run: JobRun, work: Work) -> None:
        seen.append(run.context)

    async with working(database, storage, job(Work, look)):
        (job_id,) = await asked(database, context, Work())
        await ended(database, context, job_id)
    assert (seen[0].org_id, seen[0].actor) == (context.org_id, context.actor)
    assert seen[0].request_id == context.request_id


async def test_work_and_the_end_of_its_job_commit_together(
    database: Database, context: Context, storage: Storage
) -> None:
    async def work_and_fail_once(run: JobRun, work: Work) -> None:
        async with run.transaction() as tx:
            await record(tx, [NoSubject()])
            await run.finish(tx, Answer(run.attempt))
            if run.attempt == 1:
                raise RuntimeError

    async with working(database, storage, job(Work, work_and_fail_once)):
        (job_id,) = await asked(database, context, Work())
        done = await ended(database, context, job_id)
    assert bytes(done.result or b"") == b'{"doubled": 2}'
    assert await events(database, context) == 1


async def test_a_failed_attempt_is_tried_again_until_there_is_none_left(
    database: Database, context: Context, storage: Storage
) -> None:
    attempts: list[int] = []

    async def fail(run: JobRun, work: Work) -> None:
        attempts.append(run.attempt)
        raise RuntimeError("a secret")

    async with working(database, storage, job(Work, fail)):
        (job_id,) = await asked(database, context, Work())
        done = await ended(database, context, job_id)
    assert (attempts, done.state, done.attempt) == ([1, 2, 3], "failed", 3)
    assert done.error is not None
    assert done.error.code == "internal"
    assert "secret" not in done.error.detail


async def test_retries_wait_longer_each_time(
    database: Database, context: Context, storage: Storage
) -> None:
    async def fail(run: JobRun, work: Work) -> None:
        raise RuntimeError

    async with working(database, storage, job(Work, fail), backoff_base_s=1e6, backoff_max_s=1e9):
        (job_id,) = await asked(database, context, Work())
        await until(lambda: waits(database, context, job_id))
        now = await status(database, context, job_id)
    assert now.error is not None
    assert now.error.code == "internal"
    assert now.run_at is not None
    assert now.run_at > now.created_at


async def test_a_refusal_is_final_and_names_every_wrong_field(
    database: Database, context: Context, storage: Storage
) -> None:
    wrong = FieldError("/rows/3/price", "negative", "A price is not negative.")

    async def refuse(run: JobRun, work: Work) -> None:
        raise Invalid("One row is wrong.", errors=[wrong], rows=1)

    async with working(database, storage, job(Work, refuse)):
        (job_id,) = await asked(database, context, Work())
        done = await ended(database, context, job_id)
    assert (done.state, done.attempt) == ("failed", 1)
    assert done.error is not None
    assert (done.error.code, done.error.errors) == ("invalid", [wrong])


async def test_busy_just_now_is_tried_again(
    database: Database, context: Context, storage: Storage
) -> None:
    async def busy_once(run: JobRun, work: Work) -> None:
        if run.attempt == 1:
            raise Overloaded("Busy.")

    async with working(database, storage, job(Work, busy_once)):
        (job_id,) = await asked(database, context, Work())
        assert (await ended(database, context, job_id)).state == "completed"


async def test_an_attempt_is_given_up_after_its_time(
    database: Database, context: Context, storage: Storage
) -> None:
    async def hang(run: JobRun, work: Short) -> None:
        await asyncio.sleep(60)

    async with working(database, storage, job(Short, hang)):
        (job_id,) = await asked(database, context, Short())
        done = await ended(database, context, job_id)
    assert done.error is not None
    assert done.error.code == "timed_out"


async def test_the_last_failure_runs_its_hook_once_in_the_same_transaction(
    database: Database, context: Context, storage: Storage
) -> None:
    async def fail(run: JobRun, work: Work) -> None:
        raise RuntimeError

    async def release(tx: DirectoryTx, work: Work) -> None:
        await record(tx, [NoSubject(work.number)])

    async with working(database, storage, job(Work, fail, on_failed=release)):
        (job_id,) = await asked(database, context, Work(7))
        await ended(database, context, job_id)
    assert await events(database, context) == 1


async def test_progress_is_seen_while_it_runs_and_kept_at_the_end(
    database: Database, context: Context, storage: Storage
) -> None:
    go_on = asyncio.Event()

    async def report(run: JobRun, work: Work) -> None:
        await run.progress(30, 100, "halfway, nearly")
        await go_on.wait()
        await run.progress(100, 100, "all")

    async with working(database, storage, job(Work, report)):
        (job_id,) = await asked(database, context, Work())
        await until(lambda: has_done(database, context, job_id, 30))
        assert (await status(database, context, job_id)).progress.note == "halfway, nearly"
        go_on.set()
        done = await ended(database, context, job_id)
    assert (done.progress.done, done.progress.total, done.progress.note) == (100, 100, "all")


async def test_lower_priority_numbers_run_first(
    database: Database, context: Context, storage: Storage
) -> None:
    order: list[int] = []

    async def note(run: JobRun, work: Work) -> None:
        order.append(work.number)

    await asked(database, context, Work(3), Urgent(1), Work(4), Urgent(2))
    async with working(database, storage, job(Work, note), job(Urgent, note), concurrency=1):
        await until(lambda: len(order) == 4)
    assert order == [1, 2, 3, 4]


async def test_a_job_for_later_waits_until_then(
    database: Database, context: Context, storage: Storage
) -> None:
    async def note(run: JobRun, work: Work) -> None:
        started.append(time.time())

    started: list[float] = []
    soon = context.now.fromtimestamp(time.time() + 0.5, context.now.tzinfo)
    async with working(database, storage, job(Work, note), poll_s=5.0):
        (job_id,) = await asked(database, context, Work(), run_at=soon)
        await ended(database, context, job_id)
    assert 0 <= started[0] - soon.timestamp() < 0.25


async def test_kinds_that_nobody_here_knows_are_left_for_who_does(
    database: Database, context: Context, storage: Storage
) -> None:
    async def nothing(run: JobRun, work: Work) -> None: ...

    unknown, known = await asked(database, context, Unknown(), Work())
    async with working(database, storage, job(Work, nothing)):
        await ended(database, context, known)
    assert (await status(database, context, unknown)).state == "queued"


async def events(database: Database, context: Context) -> int:
    async with database.platform.connection() as connection:
        return await connection.fetchval(
            "SELECT count(*) FROM event WHERE org_id = $1", context.org_id
        )


async def waits(database: Database, context: Context, job_id: object) -> bool:
    now = await status(database, context, job_id)
    return now.state == "queued" and now.attempt == 1


async def has_done(database: Database, context: Context, job_id: object, units: int) -> bool:
    return (await status(database, context, job_id)).progress.done == units
