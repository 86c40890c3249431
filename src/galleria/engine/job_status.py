"""How jobs are: one, all newest first, as they change; and cancelling one."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx, Tx, reading
from galleria.engine.job_error import JobError
from galleria.engine.job_status_queries import (
    JobRow,
    JobState,
    ask_to_cancel,
    cancel_waiting,
    job_by_id,
    newest_jobs,
)
from galleria.engine.jobs import JOB_CANCEL_SIGNAL, JOB_ENDED_SIGNAL, JOBS_SIGNAL
from galleria.engine.wakeup import Woken

WATCH_POLL_S = 0.25
WATCH_REST_S = 0.02  # Other jobs end, too: however often, this one is not read all the time.
ENDED: frozenset[JobState] = frozenset({"completed", "failed", "cancelled"})


class JobProgress(Struct, frozen=True):
    """`done` of `total` in units of the job's own; `total` is null while it is not known."""

    done: int
    total: int | None
    note: str


class JobStatus(Struct, frozen=True):
    """A job as its owner sees it.

    `error` is why it failed or, before that, why the last attempt did. `result` depends on the
    kind. `attempt` is the one that runs or ran last; 0 before the first.
    """

    job_id: UUID
    kind: str
    state: JobState
    attempt: int
    progress: JobProgress
    result: Raw | None
    error: JobError | None
    created_at: datetime
    run_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.state in ENDED


class JobQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Which jobs; every filter given must hold."""

    state: JobState | None = None
    kind: Annotated[str, Meta(max_length=100)] | None = None


class _Place(Struct, frozen=True):
    job_id: UUID


async def get_job(tx: ReadTx, *, job_id: UUID) -> JobStatus:
    """Return how the job is; NotFound when there is none of that id here."""
    row = await job_by_id(tx, job_id=job_id)
    if row is None:
        raise NotFound("There is no such job.")
    return _status(row)


async def list_jobs(tx: ReadTx, *, query: JobQuery) -> Page[JobStatus]:
    """Return the organization's jobs, newest first."""
    place = query.after(_Place)
    rows = await newest_jobs(
        tx,
        before=place.job_id if place else None,
        kind=query.kind,
        state=query.state,
        limit=query.limit + 1,
    )
    return page([_status(row) for row in rows], query.limit, _place_of)


async def cancel_job(tx: Tx, *, job_id: UUID) -> JobStatus:
    """Cancel a job that has not ended: one that waits never runs, one that runs is asked to stop.

    One that does not stop within ten seconds is stopped; what it committed stays. Again, or after
    the end: nothing happens. NotFound when there is none of that id here.
    """
    # It may be moving between the tables: to running while the first statement looks, and back to
    # waiting (an attempt failed) while the second does.
    if await cancel_waiting(tx, job_id=job_id):
        tx.signals.add(JOBS_SIGNAL)
    elif await ask_to_cancel(tx, job_id=job_id):
        tx.signals.add(JOB_CANCEL_SIGNAL)
    elif await cancel_waiting(tx, job_id=job_id):
        tx.signals.add(JOBS_SIGNAL)
    return await get_job(tx, job_id=job_id)


async def watch_job(
    database: Database, context: Context, job_id: UUID, drain: asyncio.Event
) -> AsyncGenerator[JobStatus]:
    """Yield the job's status now and at every change, until it has ended or `drain` is set.

    NotFound at once when there is none of that id here. Four reads a second, or when jobs end.
    """
    last: JobStatus | None = None
    with Woken(database, frozenset({JOB_ENDED_SIGNAL})) as woken:
        while not drain.is_set():
            async with reading(database, context) as tx:
                status = await get_job(tx, job_id=job_id)
            if status != last:
                yield status
            if status.has_ended:
                return
            last = status
            await woken.sleep(WATCH_POLL_S)
            await asyncio.sleep(WATCH_REST_S)


def _place_of(status: JobStatus) -> _Place:
    return _Place(status.job_id)


def _status(row: JobRow) -> JobStatus:
    return JobStatus(
        row.job_id,
        row.kind,
        row.state,
        row.attempt,
        JobProgress(row.progress_done, row.progress_total, row.progress_note),
        row.result,
        None if row.error is None else msgspec.json.decode(row.error, type=JobError),
        row.created_at,
        row.run_at,
        row.started_at,
        row.finished_at,
    )
