"""One attempt at one job, as its handler sees it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.call import Services
from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.tx import (
    DirectoryTx,
    ReadTx,
    Tx,
    directory_transaction,
    reading,
    transaction,
)
from galleria.engine.claim_queries import ClaimedJob
from galleria.engine.jobs import JOB_ENDED_SIGNAL
from galleria.engine.outcome_queries import end_job
from galleria.engine.storage import Storage

NOTE_LENGTH_MAX = 200


class LeaseLost(Exception):
    """Another worker has the job now: nothing of this transaction may commit."""


class Progress(Struct, frozen=True):
    """How far a job is; `total` is None while it is not known."""

    done: int
    total: int | None
    note: str


class JobRun:
    """What a handler needs: its organization, its transactions, and a way to report.

    A handler that writes calls `finish` in the transaction that completes its work: the work and
    its end commit together, so it has its effect exactly once, whatever dies when. One that
    returns without it is completed with what it returned, and may then be run twice.
    """

    def __init__(  # noqa: PLR0913  # house: what a worker lends it, each by name
        self,
        claimed: ClaimedJob,
        *,
        worker_id: UUID,
        database: Database,
        storage: Storage,
        services: Services,
        report: Callable[["JobRun"], None],
    ) -> None:
        self.claimed = claimed
        self.worker_id = worker_id
        self.database = database
        self.storage = storage
        self.services = services
        self.job_id = claimed.job_id
        self.attempt = claimed.attempt
        self.context = Context(
            claimed.org_id,
            Actor(claimed.actor_kind, claimed.actor_id),
            claimed.request_id,
            datetime.now(UTC),
            claimed.tier,
        )
        self.reported: Progress | None = None
        self.cancelled = claimed.cancel_requested
        self.has_finished = False
        self._report = report

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction for the job's organization; its `now` is now."""
        return transaction(self.database, self._context_now())

    def directory_transaction(self) -> AbstractAsyncContextManager[DirectoryTx]:
        """Like `transaction`, with the directory in reach."""
        return directory_transaction(self.database, self._context_now())

    def reading(self) -> AbstractAsyncContextManager[ReadTx]:
        """Open a transaction that only reads."""
        return reading(self.database, self._context_now())

    async def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far it is. Never waits: it is written soon, from a connection of its own."""
        self.reported = Progress(done, total, note[:NOTE_LENGTH_MAX])
        if not self.has_finished:
            self._report(self)

    async def finish(self, tx: Tx, result: Struct | None = None) -> None:
        """Complete the job in `tx`, whose work it commits with; LeaseLost undoes them both."""
        await self.end(tx, "completed", result=encoded(result))
        self.has_finished = True

    async def end(
        self, tx: Tx, state: str, *, result: Raw | None = None, error: Raw | None = None
    ) -> None:
        """Move the job to those that are done, in `tx`; LeaseLost when it is another worker's."""
        told = self.reported
        ended = await end_job(
            tx,
            job_id=self.job_id,
            worker_id=self.worker_id,
            attempt=self.attempt,
            state=state,
            result=result,
            error=error,
            done=told.done if told else None,
            total=told.total if told else None,
            note=told.note if told else None,
        )
        if ended is None:
            raise LeaseLost
        tx.signals.add(JOB_ENDED_SIGNAL)

    def _context_now(self) -> Context:
        return msgspec.structs.replace(self.context, now=datetime.now(UTC))


def encoded(result: Struct | None) -> Raw | None:
    """Return a handler's result as it is stored."""
    return None if result is None else Raw(msgspec.json.encode(result))
