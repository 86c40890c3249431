"""Workers: they take jobs fairly, do them under a lease, and write down what became of them.

Kill one at any moment and its jobs go on elsewhere when their leases end; kill PostgreSQL and
they wait for it to come back.
"""

import asyncio

from galleria.base.call import Services
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.engine.attempt import Cancelled, Held, Outcome, Raised
from galleria.engine.claim import Claimer
from galleria.engine.claim_queries import ClaimedJob
from galleria.engine.job_error import LEASE_EXPIRED
from galleria.engine.jobs import JOBS_SIGNAL
from galleria.engine.kinds import JobKind, by_kind, job
from galleria.engine.leases import Leases
from galleria.engine.run import JobRun, LeaseLost
from galleria.engine.settings import WorkerSettings
from galleria.engine.settle import Backoff, Settler
from galleria.engine.storage import Storage
from galleria.engine.supervision import backoff_s, is_unavailable
from galleria.engine.wakeup import Woken

__all__ = ["JobKind", "JobRun", "LeaseLost", "Worker", "WorkerSettings", "job"]

CONTENDED_S = 0.01
NO_SERVICES = Services({})


class Worker:
    """Does jobs of the declared kinds, `concurrency` at a time, until told to drain."""

    def __init__(  # noqa: PLR0913  # house: a process says it once
        self,
        database: Database,
        storage: Storage,
        kinds: list[JobKind],
        log: Log,
        settings: WorkerSettings,
        services: Services = NO_SERVICES,
    ) -> None:
        self._database = database
        self._storage = storage
        self._kinds = by_kind(kinds)
        self._log = log
        self._settings = settings
        self._services = services
        self._claimer = Claimer(
            database,
            kinds=list(self._kinds),
            lease_s=settings.lease_s,
            running_max=settings.running_max,
        )
        self.worker_id = self._claimer.worker_id
        self._settler = Settler(
            database,
            worker_id=self.worker_id,
            retry=Backoff(settings.backoff_base_s, settings.backoff_max_s),
            log=log,
        )
        self._leases = Leases(
            database, worker_id=self.worker_id, settings=settings, adopt=self._end, log=log
        )
        self._woken = Woken(database, frozenset({JOBS_SIGNAL}))
        self._busy = 0
        self._is_full = False
        self._is_held_back = False

    async def run(self, drain: asyncio.Event) -> None:
        """Work until `drain` is set; then let jobs end, and hand back those that take too long.

        A job that is handed back has lost no attempt, and another worker takes it at once.
        """
        helpers = [
            asyncio.create_task(self._settler.run()),
            asyncio.create_task(self._leases.run()),
            asyncio.create_task(self._wake_at(drain)),
        ]
        try:
            with self._woken:
                await self._claim_until(drain)
            await self._let_end()
        finally:
            await self._hand_back()
            for helper in helpers:
                helper.cancel()
            await asyncio.wait(helpers)

    async def _wake_at(self, drain: asyncio.Event) -> None:
        await drain.wait()
        self._woken.wake()

    async def _claim_until(self, drain: asyncio.Event) -> None:
        failures = 0
        while not drain.is_set():
            try:
                pause_s = await self._claim()
                failures = 0
            except Exception as error:
                failures += 1
                pause_s = backoff_s(failures)
                if not is_unavailable(error):
                    self._log.failure("worker.failed", error)
            await self._woken.sleep(pause_s)

    async def _claim(self) -> float:
        """Fill the free slots; return for how long nothing will come, unless a signal does."""
        free = self._settings.concurrency - self._busy
        # A job that ends makes room for one that is due: a slot here, or below its cap. Until it is
        # known that none is due, every end is a reason to look again.
        self._is_full = self._is_held_back = True
        if free == 0:
            return self._settings.poll_s
        claim = await self._claimer.claim(free)
        for claimed in claim.jobs:
            self._start(claimed)
        self._is_full = len(claim.jobs) == free
        if self._is_full:
            return self._settings.poll_s
        due = await self._claimer.look_ahead()
        self._is_held_back = due.is_held_back
        if claim.is_contended:
            return CONTENDED_S
        return min(due.due_s or self._settings.poll_s, self._settings.poll_s)

    def _start(self, claimed: ClaimedJob) -> None:
        held = self._hold(claimed)
        self._busy += 1
        work = self._settle(held, Cancelled()) if claimed.cancel_requested else self._do(held)
        held.task = asyncio.create_task(work)

    def _end(self, claimed: ClaimedJob) -> None:
        """End a job whose worker died in its last attempt, or with a cancellation unheard."""
        kind = self._kinds.get(claimed.kind)
        if kind is None:
            return  # The lease runs out again; a worker that knows this kind will end it.
        held = self._hold(claimed)
        self._busy += 1
        outcome = Cancelled() if claimed.cancel_requested else Raised(LEASE_EXPIRED, True)
        held.task = asyncio.create_task(self._settle(held, outcome))

    def _hold(self, claimed: ClaimedJob) -> Held:
        run = JobRun(
            claimed,
            worker_id=self.worker_id,
            database=self._database,
            storage=self._storage,
            services=self._services,
            report=self._leases.report,
        )
        held = Held(run, self._kinds[claimed.kind])
        self._leases.held[claimed.job_id] = held
        return held

    async def _do(self, held: Held) -> None:
        await self._settle(held, await held.attempt())

    async def _settle(self, held: Held, outcome: Outcome) -> None:
        self._busy -= 1
        if self._is_full:
            self._woken.wake()
        try:
            await self._settler.settle(held, outcome)
        finally:
            if self._leases.held.get(held.run.job_id) is held:
                del self._leases.held[held.run.job_id]
            if self._is_held_back:
                self._woken.wake()

    async def _let_end(self) -> None:
        if tasks := self._tasks():
            await asyncio.wait(tasks, timeout=self._settings.drain_s)

    async def _hand_back(self) -> None:
        for held in list(self._leases.held.values()):
            held.stop("drain")
        if tasks := self._tasks():
            await asyncio.wait(tasks, timeout=self._settings.lease_s)

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [held.task for held in self._leases.held.values() if held.task is not None]
