"""The job that shows what is too much for one call: piece by piece, and never given up."""

import time
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from galleria.base.tx import Tx
from galleria.catalog import refresh_statistics
from galleria.engine.jobs import enqueue
from galleria.engine.run import JobRun
from galleria.listing.jobs import ShowCatalog, Shown, ShowPending
from galleria.listing.show import show_next

# A piece takes about PIECE_S: who writes to the catalog waits for no longer, and a statement has
# its time. How many products that is depends on how many stores and languages show them.
PIECE_S = 1.0
PIECE_ROWS_MIN, PIECE_ROWS_FIRST, PIECE_ROWS_MAX = 20, 200, 1_000
# Before its time is over, and so that little is done twice when somebody dies.
HAND_OVER_S = 60.0
AGAIN_AFTER = timedelta(minutes=1)


async def show_catalog(run: JobRun, job: ShowCatalog) -> Shown | None:
    """Show products piece by piece; after a crash once more, to no harm.

    After HAND_OVER_S the rest is left to another job. It is not to be stopped: shoppers would be
    shown for ever what was before.
    """
    after: UUID | None = job.after
    done, rows_max, ends_at = 0, PIECE_ROWS_FIRST, time.monotonic() + HAND_OVER_S
    while after is not None:
        begun = time.monotonic()
        if begun > ends_at:
            return await _hand_over(run, replace(job, after=after), done)
        async with run.transaction() as tx:
            chunk = await show_next(tx, job, after, rows_max=rows_max)
        rows_max = _next_rows(rows_max, time.monotonic() - begun)
        done += len(chunk)
        after = chunk[-1] if chunk else None
        await run.progress(done, None, f"{done:,} products shown")
    async with run.transaction() as tx:
        await refresh_statistics(tx)
    return Shown(done)


async def show_again(tx: Tx, job: ShowCatalog | ShowPending) -> None:
    """Have a job that was given up or cancelled done later: it is not to be left at that."""
    await enqueue(tx, [job], wait=AGAIN_AFTER)


async def _hand_over(run: JobRun, rest: ShowCatalog, done: int) -> None:
    async with run.transaction() as tx:
        await enqueue(tx, [rest])
        await run.finish(tx, Shown(done))


def _next_rows(rows: int, took_s: float) -> int:
    in_time = int(rows * PIECE_S / max(took_s, 0.001))
    return max(PIECE_ROWS_MIN, min(in_time, 2 * rows, PIECE_ROWS_MAX))
