"""Change many products piece by piece: each in a transaction of its own, none twice."""

import time
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog.by_filter.account import asked_by, end
from galleria.catalog.by_filter.change_queries import advance_bulk_change, begin_bulk_change
from galleria.catalog.by_filter.check import refuse_gone
from galleria.catalog.by_filter.jobs import ChangeManyProducts
from galleria.catalog.by_filter.plan import Asked, Piece
from galleria.catalog.by_filter.plan_queries import Planned
from galleria.catalog.by_filter.write import change_piece
from galleria.catalog.lock import locked
from galleria.catalog.queries import refresh_statistics
from galleria.engine.run import JobRun, LeaseLost

# A piece takes about PIECE_S: who else writes to the catalog waits for no longer, and a statement
# has its time. How much that is depends on how many stores show the products.
PIECE_S = 1.5
PIECE_ROWS_MIN, PIECE_ROWS_FIRST, PIECE_ROWS_MAX = 50, 500, 2_000
PIECE_VARIANTS = 20_000
ABANDONED = "Its job ended before it did; what is counted was changed."
STOPPED = "It was asked to stop; what is counted was changed, and nothing after it."


class ChangeResult(Struct, frozen=True):
    """What a finished change came to."""

    event_id: UUID
    matched: int
    changed: int
    skipped: int


class _Run(Struct, frozen=True):
    """One attempt. `run_id` is its own: two attempts never count for each other."""

    run_id: UUID
    asked: Asked
    expected: int


async def change_many_products(run: JobRun, job: ChangeManyProducts) -> ChangeResult | None:
    """Go on with a change where it is, to its end; None when it was stopped, or had ended.

    The catalog is locked for a piece at a time. What is counted is committed with the products
    that it counts, so whatever dies, each is changed once.
    """
    run_id = new_id()
    async with run.transaction() as tx:
        row = await begin_bulk_change(tx, event_id=job.event_id, run_id=run_id, now=tx.context.now)
        if row is None:
            return None
        this = _Run(run_id, await asked_by(tx, row), row.expected)
        await refresh_statistics(tx)
    piece = Piece(row.looked_at_up_to, row.up_to, first_rows(run.attempt), PIECE_VARIANTS)
    so_far = ChangeResult(row.event_id, row.matched, row.changed, row.skipped)
    while not run.cancelled:
        await _tell(run, this, so_far)
        begun = time.monotonic()
        async with run.transaction() as tx:
            planned = await _next(tx, this, piece)
            so_far = _added(so_far, planned)
            if not planned.has_more or planned.looked_at_up_to is None:
                await end(tx, this.asked, "completed", None)
                await _tell(run, this, so_far)
                await run.finish(tx, so_far)
                return so_far
        rows_max = next_rows(piece.rows_max, time.monotonic() - begun)
        piece = replace(piece, after=planned.looked_at_up_to, rows_max=rows_max)
    async with run.transaction() as tx:
        await end(tx, this.asked, "stopped", STOPPED)
    return None


def first_rows(attempt: int) -> int:
    """Return how many products the first piece of an attempt has: fewer when one has failed."""
    return max(PIECE_ROWS_MIN, PIECE_ROWS_FIRST >> min(attempt - 1, 10))


def next_rows(rows: int, took_s: float) -> int:
    """Return how many products the next piece has, by what this one took; at most twice as many."""
    in_time = int(rows * PIECE_S / max(took_s, 0.001))
    return max(PIECE_ROWS_MIN, min(in_time, 2 * rows, PIECE_ROWS_MAX))


async def give_up_change(tx: Tx, job: ChangeManyProducts) -> None:
    """Say of a change that its job ended without it; one that had ended stays as it is."""
    row = await begin_bulk_change(tx, event_id=job.event_id, run_id=new_id(), now=tx.context.now)
    if row is not None:
        await end(tx, await asked_by(tx, row), None, ABANDONED)


async def _next(tx: Tx, this: _Run, piece: Piece) -> Planned:
    catalog = await locked(tx, this.asked.catalog_id, rows=PIECE_ROWS_MAX)
    await refuse_gone(tx, this.asked)
    planned = await change_piece(tx, catalog, this.asked, piece)
    advanced = await advance_bulk_change(
        tx,
        event_id=this.asked.event_id,
        run_id=this.run_id,
        looked_at_up_to=planned.looked_at_up_to or piece.after,
        matched=planned.matched,
        changed=planned.changed,
        skipped=planned.skipped,
    )
    if advanced is None:
        raise LeaseLost
    return planned


async def _tell(run: JobRun, this: _Run, so_far: ChangeResult) -> None:
    note = f"{so_far.changed:,} products changed, {so_far.skipped:,} skipped"
    await run.progress(so_far.matched, max(this.expected, so_far.matched), note)


def _added(so_far: ChangeResult, planned: Planned) -> ChangeResult:
    return ChangeResult(
        so_far.event_id,
        so_far.matched + planned.matched,
        so_far.changed + planned.changed,
        so_far.skipped + planned.skipped,
    )
