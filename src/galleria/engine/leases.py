"""Keeps a worker's leases, hears of cancellations, and takes over from workers that died."""

import asyncio
import time
from collections.abc import Callable
from uuid import UUID

from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.engine.attempt import Held
from galleria.engine.claim_queries import ClaimedJob
from galleria.engine.job_error import LEASE_EXPIRED
from galleria.engine.jobs import JOB_CANCEL_SIGNAL, JOBS_SIGNAL
from galleria.engine.lease_queries import (
    adopt_expired,
    cancel_requests,
    expired_organizations,
    renew_leases,
    requeue_expired,
    write_progress,
)
from galleria.engine.run import JobRun
from galleria.engine.settings import WorkerSettings
from galleria.engine.supervision import keep_running, own_connection
from galleria.engine.wakeup import Woken

ORGANIZATIONS_MAX = 100
ADOPTED_MAX = 20
PROGRESS_S = 0.2


class Leases:
    """The leases of one worker.

    Renewals and progress have connections of their own: neither a busy pool nor a handler's slow
    transaction costs a lease.
    """

    def __init__(
        self,
        database: Database,
        *,
        worker_id: UUID,
        settings: WorkerSettings,
        adopt: Callable[[ClaimedJob], None],
        log: Log,
    ) -> None:
        self.held: dict[UUID, Held] = {}
        self._database = database
        self._worker_id = worker_id
        self._settings = settings
        self._adopt = adopt
        self._log = log
        self._reporting: dict[UUID, JobRun] = {}
        self._has_report = asyncio.Event()

    def report(self, run: JobRun) -> None:
        """Have the run's progress written soon."""
        self._reporting[run.job_id] = run
        self._has_report.set()

    async def run(self) -> None:
        """Look after the leases until cancelled."""
        parts = {"leases": self._renewing, "rescue": self._rescuing, "progress": self._reporting_on}
        async with asyncio.TaskGroup() as tasks:
            for name, work in parts.items():
                tasks.create_task(keep_running(name, work, self._log))

    async def _renewing(self) -> None:
        async with own_connection(self._database.direct_url) as connection:
            while True:
                await self._renew(PlatformTx(connection))
                await asyncio.sleep(self._settings.heartbeat_s)

    async def _renew(self, tx: PlatformTx) -> None:
        wanted = list(self.held.values())
        if not wanted:
            return
        asked_at = time.monotonic()
        ours = await renew_leases(
            tx,
            worker_id=self._worker_id,
            org_ids=[held.run.context.org_id for held in wanted],
            job_ids=[held.run.job_id for held in wanted],
            lease_s=self._settings.lease_s,
        )
        known = {(job.job_id, job.attempt): job for job in ours}
        for held in wanted:
            job = known.get((held.run.job_id, held.run.attempt))
            if job is not None:
                held.renewed_at = asked_at
                if job.cancel_requested:
                    self._cancel(held)
            elif not held.run.has_finished:
                held.stop("lost")

    async def _rescuing(self) -> None:
        with Woken(self._database, frozenset({JOB_CANCEL_SIGNAL})) as woken:
            while True:
                self._give_up_expired()
                async with platform_transaction(self._database) as tx:
                    await self._hear_cancellations(tx)
                    adopted = await self._rescue(tx)
                for job in adopted:
                    self._adopt(job)
                await woken.sleep(self._settings.poll_s)

    def _give_up_expired(self) -> None:
        # Another worker may have them by now: two must not do the same thing outside.
        too_old = time.monotonic() - self._settings.lease_s
        for held in self.held.values():
            if held.renewed_at < too_old:
                held.stop("lost")

    async def _hear_cancellations(self, tx: PlatformTx) -> None:
        if self.held:
            for job_id in await cancel_requests(tx, worker_id=self._worker_id):
                if job_id in self.held:
                    self._cancel(self.held[job_id])

    def _cancel(self, held: Held) -> None:
        if not held.run.cancelled:
            held.run.cancelled = True
            loop = asyncio.get_running_loop()
            loop.call_later(self._settings.cancel_grace_s, held.stop, "cancel")

    async def _rescue(self, tx: PlatformTx) -> list[ClaimedJob]:
        all_adopted: list[ClaimedJob] = []
        for org_id in await expired_organizations(tx, limit=ORGANIZATIONS_MAX):
            error = LEASE_EXPIRED.encoded()
            requeued = await requeue_expired(tx, organization_id=org_id, error=error)
            if requeued:
                tx.signals.add(JOBS_SIGNAL)
            adopted = await adopt_expired(
                tx,
                organization_id=org_id,
                worker_id=self._worker_id,
                lease_s=self._settings.lease_s,
                limit=ADOPTED_MAX,
            )
            self._log.write(
                "jobs.rescued", org_id=org_id, requeued=len(requeued), ended=len(adopted)
            )
            all_adopted += adopted
        return all_adopted

    async def _reporting_on(self) -> None:
        await self._has_report.wait()
        async with own_connection(self._database.direct_url) as connection:
            while True:
                await self._has_report.wait()
                self._has_report.clear()
                reporting, self._reporting = self._reporting, {}
                await self._write(PlatformTx(connection), list(reporting.values()))
                await asyncio.sleep(PROGRESS_S)

    async def _write(self, tx: PlatformTx, runs: list[JobRun]) -> None:
        told = [(run, run.reported) for run in runs]
        latest = [(run, progress) for run, progress in told if progress is not None]
        await write_progress(
            tx,
            worker_id=self._worker_id,
            org_ids=[run.context.org_id for run, _ in latest],
            job_ids=[run.job_id for run, _ in latest],
            attempts=[run.attempt for run, _ in latest],
            done=[progress.done for _, progress in latest],
            totals=[progress.total for _, progress in latest],
            notes=[progress.note for _, progress in latest],
        )
