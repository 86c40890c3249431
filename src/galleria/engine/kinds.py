"""Which handler does which kind of job; app.py lists them all."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from msgspec import Struct

from galleria.base.tx import DirectoryTx
from galleria.engine.jobs import Job, job_kind
from galleria.engine.run import JobRun

J = TypeVar("J", bound=Job)


class JobKind(Struct, frozen=True):
    """A kind of job and what is done with it."""

    job: type[Job]
    handler: Callable[[JobRun, Any], Awaitable[Struct | None]]
    on_failed: Callable[[DirectoryTx, Any], Awaitable[None]] | None


def job(
    job: type[J],
    handler: Callable[[JobRun, J], Awaitable[Struct | None]],
    *,
    on_failed: Callable[[DirectoryTx, J], Awaitable[None]] | None = None,
) -> JobKind:
    """Declare that `handler` does jobs of this kind.

    `on_failed` runs when one is given up or cancelled, in the very transaction that says so: once,
    or, when it raises, again later.
    """
    return JobKind(job, handler, on_failed)


def by_kind(kinds: list[JobKind]) -> dict[str, JobKind]:
    """Return the kinds by their stored names, each declared once."""
    named = {job_kind(kind.job): kind for kind in kinds}
    assert len(named) == len(kinds), "a kind of job is declared twice"
    return named
