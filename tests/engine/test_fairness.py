"""A small merchant's jobs do not wait behind a big one's."""

import asyncio
from uuid import UUID

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.engine.jobs import Job
from galleria.engine.runner import JobRun, job
from galleria.engine.storage import Storage
from tests.conftest import given_organization
from tests.engine.working import asked, until, working


class Turn(Job, frozen=True, tag="fairness.turn"):
    number: int = 0


async def test_twenty_jobs_behind_two_thousand_of_another_start_early(
    database: Database, context: Context, storage: Storage
) -> None:
    big, small = sorted([context, await given_organization(database)], key=lambda c: c.org_id)
    started: list[UUID] = []

    async def note(run: JobRun, work: Turn) -> None:
        started.append(run.context.org_id)

    await asked(database, big, *[Turn()] * 2_000)
    await asked(database, small, *[Turn()] * 20)
    async with working(database, storage, job(Turn, note)):
        await until(lambda: len(started) == 2_020)
    places = [place for place, org_id in enumerate(started) if org_id == small.org_id]
    assert places[-1] < 60


async def test_organizations_take_turns_however_many_wait(
    database: Database, context: Context, storage: Storage
) -> None:
    others = [await given_organization(database) for _ in range(9)]
    started: list[UUID] = []

    async def note(run: JobRun, work: Turn) -> None:
        started.append(run.context.org_id)

    for organization in [context, *others]:
        await asked(database, organization, *[Turn()] * 5)
    one_at_a_time = {"concurrency": 1, "organization_running_max": 5}
    async with working(database, storage, job(Turn, note), **one_at_a_time):
        await until(lambda: len(started) == 50)
    assert all(len(set(started[turn : turn + 10])) == 10 for turn in range(0, 50, 10))


async def test_one_organization_leaves_room_for_others_over_all_workers(
    database: Database, context: Context, storage: Storage
) -> None:
    running = peak = 0

    async def count(run: JobRun, work: Turn) -> None:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        await asyncio.sleep(0.02)
        running -= 1
        done.append(work.number)

    done: list[int] = []
    await asked(database, context, *[Turn(number) for number in range(40)])
    async with (
        working(database, storage, job(Turn, count), organization_running_max=3),
        working(database, storage, job(Turn, count), organization_running_max=3),
    ):
        await until(lambda: len(done) == 40)
    assert (peak, sorted(done)) == (3, list(range(40)))


async def test_many_workers_do_each_job_once(
    database: Database, context: Context, storage: Storage
) -> None:
    done: list[int] = []

    async def note(run: JobRun, work: Turn) -> None:
        done.append(work.number)

    async with (
        working(database, storage, job(Turn, note)),
        working(database, storage, job(Turn, note)),
        working(database, storage, job(Turn, note)),
    ):
        for start in range(0, 300, 30):
            await asked(database, context, *[Turn(n) for n in range(start, start + 30)])
        await until(lambda: len(done) >= 300)
    assert sorted(done) == list(range(300))
