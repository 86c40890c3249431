"""What a job's owner can ask."""

import asyncio

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.engine.job_status import JobQuery, list_jobs, watch_job
from galleria.engine.jobs import Job, enqueue
from galleria.engine.runner import JobRun, job
from galleria.engine.storage import Storage
from tests.engine.working import asked, ended, working


class Work(Job, frozen=True, tag="status.work"):
    number: int = 0


class Idle(Job, frozen=True, tag="status.idle"):
    """Nobody does this: it waits."""


async def test_jobs_are_listed_newest_first_wherever_they_are(
    database: Database, context: Context, storage: Storage, tx: Tx
) -> None:
    async def hang_or_not(run: JobRun, work: Work) -> None:
        await asyncio.sleep(60 if work.number else 0)

    async with working(database, storage, job(Work, hang_or_not)):
        done, running = await asked(database, context, Work(0), Work(1))
        await ended(database, context, done)
        (waiting,) = await asked(database, context, Idle())
        jobs = (await list_jobs(tx, query=JobQuery())).items
        assert [job.job_id for job in jobs] == [waiting, running, done]
        assert [job.state for job in jobs] == ["queued", "running", "completed"]
        only = await list_jobs(tx, query=JobQuery(state="running"))
        assert [job.job_id for job in only.items] == [running]


async def test_the_list_is_read_in_pages(tx: Tx) -> None:
    ids = await enqueue(tx, [Idle(), Idle(), Idle()])
    first = await list_jobs(tx, query=JobQuery(limit=2))
    second = await list_jobs(tx, query=JobQuery(limit=2, cursor=first.next_cursor))
    assert [job.job_id for job in first.items + second.items] == ids[::-1]
    assert second.next_cursor is None


async def test_another_organizations_jobs_are_not_listed(tx: Tx, other_tx: Tx) -> None:
    await enqueue(tx, [Idle()])
    assert (await list_jobs(other_tx, query=JobQuery())).items == []


async def test_watching_tells_every_change_to_the_end(
    database: Database, context: Context, storage: Storage
) -> None:
    async def wait(run: JobRun, work: Work) -> None:
        await asyncio.sleep(0.5)

    (job_id,) = await asked(database, context, Work())
    states: list[str] = []
    async with working(database, storage, job(Work, wait)):
        async for now in watch_job(database, context, job_id, asyncio.Event()):
            states.append(now.state)
    assert states[-2:] == ["running", "completed"]


async def test_watching_ends_when_the_server_drains(database: Database, context: Context) -> None:
    (job_id,) = await asked(database, context, Idle())
    drain = asyncio.Event()
    states: list[str] = []
    async with asyncio.timeout(2):
        async for now in watch_job(database, context, job_id, drain):
            states.append(now.state)
            drain.set()
    assert states == ["queued"]


async def test_watching_what_is_not_there_is_refused(database: Database, context: Context) -> None:
    with pytest.raises(NotFound):
        async for _ in watch_job(database, context, new_id(), asyncio.Event()):
            pass
