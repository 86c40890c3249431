"""Chores that must happen if, and only if, the change that asks for them commits."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.context import Actor
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.engine.job_queries import insert_jobs

JOBS_MAX = 10_000
JOBS_SIGNAL = "jobs"
JOB_CANCEL_SIGNAL = "job_cancel"
JOB_ENDED_SIGNAL = "job_ended"
NO_WAIT = timedelta()
PAYLOAD_BYTES_MAX = 32_768


class Job(Struct, frozen=True, tag_field="kind"):
    """Subclass per chore, imperative: `class SendReceipt(Job, frozen=True, tag="order.send_receipt")`.

    Its fields are ids, never whole rows; what is large is a stored object. Lower priority numbers
    run first, within their organization (trap X11). An attempt is given up after `timeout_s`.
    """  # noqa: E501  # The example is to be copied whole.

    attempts_max: ClassVar[int] = 5
    priority: ClassVar[int] = 100
    timeout_s: ClassVar[float] = 600.0


async def enqueue(
    tx: Tx,
    jobs: list[Job],
    *,
    run_at: datetime | None = None,
    wait: timedelta = NO_WAIT,
    actors: list[Actor] | None = None,
) -> list[UUID]:
    """Have `jobs` run after this transaction commits, and never if it does not: 1 statement.

    They start at once, after `wait` by the database's clock, or at `run_at`. Returns their ids, in
    order. The actor is the context's, or one a job from `actors`.
    """
    if not jobs:
        return []
    assert len(jobs) <= JOBS_MAX
    actors = actors or [tx.context.actor] * len(jobs)
    assert len(actors) == len(jobs)
    job_ids = [new_id() for _ in jobs]
    await insert_jobs(
        tx,
        request_id=tx.context.request_id,
        run_at=run_at,
        wait_s=wait.total_seconds(),
        job_ids=job_ids,
        kinds=[job_kind(type(job)) for job in jobs],
        payloads=[_payload(job) for job in jobs],
        priorities=[job.priority for job in jobs],
        attempts_max=[job.attempts_max for job in jobs],
        actor_kinds=[actor.kind for actor in actors],
        actor_ids=[actor.actor_id for actor in actors],
    )
    tx.signals.add(JOBS_SIGNAL)
    return job_ids


def job_kind(job: type[Job]) -> str:
    """Return the stored name of a kind of job: its tag."""
    return str(job.__struct_config__.tag)


def _payload(job: Job) -> Raw:
    payload = msgspec.json.encode(job)
    assert len(payload) <= PAYLOAD_BYTES_MAX, "store what is large as an object, and name its key"
    return Raw(payload)
