"""Holds end by themselves: a job stands ready at the moment when those of a batch expire."""

import math
from datetime import UTC, datetime
from typing import ClassVar

from galleria.base.tx import Tx
from galleria.engine.jobs import Job, enqueue
from galleria.stock.movements import HeldPortions

# Holds are released up to so late, so that those of one batch share a job.
LATE_S = 0.5


class ReleaseHolds(Job, frozen=True, tag="stock.release_holds"):
    """Release whatever of the organization's holds has expired."""

    priority: ClassVar[int] = 5
    attempts_max: ClassVar[int] = 20


async def free_when_expired(tx: Tx, held: list[HeldPortions]) -> None:
    """Have holds released when they expire: 1 statement, one more for each half second between."""
    for run_at in sorted({_rounded_up(row.expires_at) for row in held if row.portions}):
        await enqueue(tx, [ReleaseHolds()], run_at=run_at)


def _rounded_up(at: datetime) -> datetime:
    return datetime.fromtimestamp(math.ceil(at.timestamp() / LATE_S) * LATE_S, UTC)
