"""Writes what became of each job. A database that is away is waited for, as long as leases last."""

import asyncio
from itertools import groupby
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.engine.attempt import (
    Cancelled,
    Completed,
    Finished,
    Gone,
    Held,
    Outcome,
    Raised,
    Released,
)
from galleria.engine.jobs import JOB_ENDED_SIGNAL, JOBS_SIGNAL
from galleria.engine.outcome_queries import complete_jobs, requeue_job
from galleria.engine.run import JobRun, LeaseLost
from galleria.engine.supervision import backoff_s, is_unavailable, keep_running

TRIES_MAX = 12


class Backoff(Struct, frozen=True):
    """How long a failed job waits: base × 2 ^ (attempt - 1) with full jitter, up to a maximum."""

    base_s: float
    max_s: float


class _Ended(Struct, frozen=True):
    run: JobRun
    result: Raw | None
    written: asyncio.Future[None]


class Settler:
    """Ends jobs: plain completions together, as many as wait; everything else one by one."""

    def __init__(self, database: Database, *, worker_id: UUID, retry: Backoff, log: Log) -> None:
        self._database = database
        self._worker_id = worker_id
        self._retry = retry
        self._log = log
        self._ended: list[_Ended] = []
        self._has_ended = asyncio.Event()

    async def run(self) -> None:
        """Write completions until cancelled."""
        await keep_running("completions", self._flush, self._log)

    async def settle(self, held: Held, outcome: Outcome) -> None:
        """Write the outcome. When it cannot be written the lease runs out, and it is rescued."""
        for failures in range(1, TRIES_MAX):
            try:
                await self._write(held, outcome)
                return
            except LeaseLost:
                return  # It had finished, or another worker has it: either way it is not ours.
            except Exception as error:
                if not is_unavailable(error):
                    self._log.failure("job.not_settled", error, **_facts(held.run))
                    return
            await asyncio.sleep(backoff_s(failures))

    async def _write(self, held: Held, outcome: Outcome) -> None:
        match outcome:
            case Completed(result):
                await self._complete(held.run, result)
            case Raised() if not outcome.is_final and self._may_retry(held.run):
                await self._retry_later(held.run, outcome)
            case Raised():
                await self._fail(held, outcome)
            case Cancelled():
                await self._end_with_hook(held, "cancelled", None)
            case Released():
                await self._requeue(held.run, spent=0, delay_s=0, error=None)
            case Finished() | Gone():
                pass

    def _may_retry(self, run: JobRun) -> bool:
        return run.attempt < run.claimed.attempts_max

    async def _complete(self, run: JobRun, result: Raw | None) -> None:
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended.append(_Ended(run, result, written))
        self._has_ended.set()
        await written

    async def _flush(self) -> None:
        await self._has_ended.wait()
        self._has_ended.clear()
        ended, self._ended = self._ended, []
        try:
            await self._write_completions(ended)
        except BaseException as error:
            for one in ended:
                if not one.written.done():
                    one.written.set_exception(error)
            raise
        for one in ended:
            if not one.written.done():
                one.written.set_result(None)

    async def _write_completions(self, ended: list[_Ended]) -> None:
        ended.sort(key=lambda one: (one.run.context.org_id, one.run.job_id))
        async with platform_transaction(self._database) as tx:
            for org_id, same in groupby(ended, key=lambda one: one.run.context.org_id):
                await self._complete_of(tx, org_id, list(same))
            tx.signals.add(JOB_ENDED_SIGNAL)

    async def _complete_of(self, tx: PlatformTx, org_id: UUID, ended: list[_Ended]) -> None:
        told = [one.run.reported for one in ended]
        await complete_jobs(
            tx,
            organization_id=org_id,
            worker_id=self._worker_id,
            job_ids=[one.run.job_id for one in ended],
            attempts=[one.run.attempt for one in ended],
            results=[one.result for one in ended],
            done=[each.done if each else None for each in told],
            totals=[each.total if each else None for each in told],
            notes=[each.note if each else None for each in told],
        )

    async def _retry_later(self, run: JobRun, raised: Raised) -> None:
        delay_s = backoff_s(run.attempt - 1, base_s=self._retry.base_s, max_s=self._retry.max_s)
        self._tell("job.retried", run, raised)
        await self._requeue(run, spent=1, delay_s=delay_s, error=raised.error.encoded())

    async def _requeue(self, run: JobRun, *, spent: int, delay_s: float, error: Raw | None) -> None:
        async with platform_transaction(self._database) as tx:
            await requeue_job(
                tx,
                organization_id=run.context.org_id,
                job_id=run.job_id,
                worker_id=self._worker_id,
                attempt=run.attempt,
                spent=spent,
                delay_s=delay_s,
                error=error,
            )
            tx.signals.add(JOBS_SIGNAL)

    async def _fail(self, held: Held, raised: Raised) -> None:
        self._tell("job.failed", held.run, raised)
        await self._end_with_hook(held, "failed", raised.error.encoded())

    async def _end_with_hook(self, held: Held, state: str, error: Raw | None) -> None:
        async with held.run.directory_transaction() as tx:
            await held.run.end(tx, state, error=error)
            if held.kind.on_failed is not None and (job := held.job()) is not None:
                await held.kind.on_failed(tx, job)

    def _tell(self, event: str, run: JobRun, raised: Raised) -> None:
        facts = {**_facts(run), "code": raised.error.code}
        if raised.cause is not None and raised.error.code in ("internal", "unreadable"):
            self._log.failure(event, raised.cause, **facts)
        else:
            self._log.write(event, **facts)


def _facts(run: JobRun) -> dict[str, object]:
    return {
        "job_id": run.job_id,
        "kind": run.claimed.kind,
        "org_id": run.context.org_id,
        "request_id": run.context.request_id,
        "attempt": run.attempt,
    }
