"""The lanes of a process: who waits, whose turn it is, and what is done when a batch fails."""

import asyncio
from collections import deque
from typing import Any, TypeVar, cast

import asyncpg

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.lane import SALES, C, Kept, Keyed, LaneUseCase
from galleria.base.log import Log
from galleria.base.pool import UNAVAILABLE
from galleria.base.problems import as_refusal
from galleria.base.refusals import Overloaded
from galleria.base.tx import transaction
from galleria.engine.lanes.batch import do_alone, do_together
from galleria.engine.lanes.waiting import LaneName, Waiter, context_of_batch

R = TypeVar("R")

# Of one organization in one process; who comes then is told to come again.
WAITING_MAX = 1_024
BATCH_MAX = 128
TRIES_MAX = 2
# What happened to the batch, not to one of its commands: each alone would fare no better.
SHARED = (
    Overloaded,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.ReadOnlySQLTransactionError,
    *UNAVAILABLE,
)
# PostgreSQL chose us to give way; the same batch finds the way free.
GAVE_WAY = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


class Lanes:
    """First come, first served: a lane of an organization for its sales, and one for settlements.

    Lanes take turns, batch by batch.

    At most `batches_max` batches commit at once, so that others find a connection. Any number of
    processes may have lanes of the same organization: exactness is in the rows' locks.
    """

    def __init__(self, database: Database, log: Log, *, batches_max: int, is_on: bool) -> None:
        self._database = database
        self._log = log
        self._batches_max = batches_max
        self._is_on = is_on
        self._is_draining = False
        # Of each lane with anybody waiting, or a batch under way.
        self._waiting: dict[LaneName, deque[Waiter]] = {}
        self._ready: deque[LaneName] = deque()
        self._runners: set[asyncio.Task[None]] = set()

    async def ask(
        self, context: Context, use_case: LaneUseCase[C, R], command: C, *, lane: str = SALES
    ) -> R:
        """Have `command` done in the organization's next batch; return its result once committed.

        Its Refusal is raised; `Overloaded` when too many wait, and while the process stops. A
        caller who is cancelled before the batch begins leaves nothing done.
        """
        waiter = Waiter(context, use_case, command, None, lane)
        if not self._enter(waiter):
            await self._answer([waiter])
        return await waiter.answer

    async def ask_once(
        self,
        context: Context,
        use_case: LaneUseCase[C, R],
        command: C,
        *,
        keyed: Keyed,
        lane: str = SALES,
    ) -> Kept:
        """Like `ask`, once for a key: what is kept under it commits with the effect.

        A decided refusal is kept, too; one that is not is raised and burns no key. `InFlight` and
        `KeyReused` as everywhere.
        """
        waiter = Waiter(context, use_case, command, keyed, lane)
        if not self._enter(waiter):
            await self._answer([waiter])
        return await waiter.answer

    async def drain(self) -> None:
        """Take no more, and finish what was taken."""
        self._is_draining = True
        while self._runners:
            await asyncio.wait(self._runners)

    def _enter(self, waiter: Waiter) -> bool:
        """Have it wait for its turn; say whether it does: with the lane off nobody waits."""
        if self._is_draining:
            raise Overloaded("This process is stopping.", retry_after_s=1)
        if not self._is_on:
            return False
        waiting = self._waiting.get(waiter.lane)
        if waiting is None:
            waiting = self._waiting[waiter.lane] = deque()
            self._ready.append(waiter.lane)
            self._start_runner()
        elif len(waiting) >= WAITING_MAX:
            raise Overloaded("Too many orders wait.", retry_after_s=1)
        waiting.append(waiter)
        return True

    def _start_runner(self) -> None:
        if len(self._runners) < self._batches_max:
            runner = asyncio.create_task(self._run())
            self._runners.add(runner)

    async def _run(self) -> None:
        """Commit batches as long as anybody waits: the organizations' by turns."""
        try:
            while self._ready:
                await self._serve(self._ready.popleft())
        finally:
            # Here, and not when the task is seen to be done: who comes next counts the runners.
            self._runners.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _serve(self, lane: LaneName) -> None:
        waiting = self._waiting[lane]
        batch = _next_batch(waiting)
        try:
            await self._answer(batch)
        finally:
            for waiter in batch:
                waiter.answer.cancel()  # Only those whose answer never came: we are being ended.
            if waiting:
                self._ready.append(lane)
            else:
                del self._waiting[lane]

    async def _answer(self, waiters: list[Waiter]) -> None:
        """Tell each its outcome, after the commit of all or, when that fails, of each alone."""
        try:
            outcomes = await self._together(waiters)
        except SHARED as error:
            for waiter in waiters:
                waiter.tell(as_refusal(error))
        except Exception as error:
            if len(waiters) > 1:
                self._log.failure("lane.batch_failed", error, waiters=len(waiters))
            for waiter in waiters:
                await self._answer_alone(waiter)
        else:
            for waiter, outcome in zip(waiters, outcomes, strict=True):
                waiter.tell(outcome)

    async def _together(self, waiters: list[Waiter], tries_left: int = TRIES_MAX) -> list[Any]:
        if not waiters:
            return []
        try:
            context = context_of_batch(waiters)
            async with transaction(self._database, context, keeps_plans=True) as tx:
                return await do_together(tx, waiters)
        except GAVE_WAY as error:
            if tries_left > 1:
                return await self._together(waiters, tries_left - 1)
            raise Overloaded("Others change the same.", retry_after_s=1) from error

    async def _answer_alone(self, waiter: Waiter) -> None:
        if not waiter.is_waiting():
            return
        try:
            async with transaction(self._database, context_of_batch([waiter])) as tx:
                outcome = await do_alone(tx, waiter)
        except Exception as error:
            outcome = error  # Whoever asked has it raised, with its traceback.
        waiter.tell(outcome)


def _next_batch(waiting: deque[Waiter]) -> list[Waiter]:
    """Take those who came first and still wait, as many as make a batch, up to another use case.

    Each use case locks in the one order of locks; two of them in a transaction would not.
    """
    batch = list[Waiter]()
    while waiting and len(batch) < BATCH_MAX:
        if batch and waiting[0].use_case is not batch[0].use_case:
            break
        waiter = waiting.popleft()
        if waiter.is_waiting():
            batch.append(waiter)
    return batch
