"""Does one attempt at one job and says what became of it; writes nothing itself."""

import asyncio
import time
from typing import Literal

import msgspec
from msgspec import Raw, Struct

from galleria.engine.job_error import TIMED_OUT, UNREADABLE, JobError, error_of, is_final
from galleria.engine.jobs import Job
from galleria.engine.kinds import JobKind
from galleria.engine.run import JobRun, LeaseLost, encoded

StopReason = Literal["cancel", "drain", "lost"]


class Completed(Struct, frozen=True):
    """It returned without finishing itself."""

    result: Raw | None


class Finished(Struct, frozen=True):
    """It finished itself, in a transaction of its own."""


class Raised(Struct, frozen=True):
    """It failed; `is_final` when trying again is pointless. A bug's `cause` is for the log."""

    error: JobError
    is_final: bool
    cause: Exception | None = None


class Cancelled(Struct, frozen=True):
    """It stopped because it was asked to."""


class Released(Struct, frozen=True):
    """It was stopped because this worker stops: another one takes it."""


class Gone(Struct, frozen=True):
    """Another worker has it."""


Outcome = Completed | Finished | Raised | Cancelled | Released | Gone


class Held:
    """A job that this worker has the lease of."""

    def __init__(self, run: JobRun, kind: JobKind) -> None:
        self.run = run
        self.kind = kind
        self.task: asyncio.Task[None] | None = None
        self.renewed_at = time.monotonic()
        self._is_in_handler = False
        self._stopped_for: StopReason | None = None

    def stop(self, reason: StopReason) -> None:
        """End the handler now, wherever it is. What it is already settling is left to end."""
        if self._is_in_handler and self._stopped_for is None and self.task is not None:
            self._stopped_for = reason
            self.task.cancel()

    async def attempt(self) -> Outcome:
        """Run the handler to its end, within its time."""
        job = self.job()
        if job is None:
            return Raised(UNREADABLE, True)
        self._is_in_handler = True
        try:
            return await self._handled(job)
        except asyncio.CancelledError:
            return self._stopped()
        finally:
            self._is_in_handler = False

    def job(self) -> Job | None:
        """Return what is to be done; None when another version wrote what this cannot read."""
        try:
            return msgspec.json.decode(self.run.claimed.payload, type=self.kind.job)
        except msgspec.DecodeError:
            return None

    async def _handled(self, job: Job) -> Outcome:
        limit = asyncio.timeout(self.kind.job.timeout_s)
        try:
            async with limit:
                result = await self.kind.handler(self.run, job)
        except LeaseLost:
            return Gone()
        except Exception as error:
            if isinstance(error, TimeoutError) and limit.expired():
                return Raised(TIMED_OUT, False)
            return Raised(error_of(error), is_final(error), error)
        if self.run.has_finished:
            return Finished()
        if self.run.cancelled and result is None:
            return Cancelled()
        return Completed(encoded(result))

    def _stopped(self) -> Outcome:
        if self._stopped_for is None:
            raise asyncio.CancelledError
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
        by_reason: dict[StopReason, Outcome] = {
            "cancel": Cancelled(),
            "drain": Released(),
            "lost": Gone(),
        }
        return by_reason[self._stopped_for]
