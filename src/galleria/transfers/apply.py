"""Apply a file in committed chunks: what is counted is committed, in the same transaction."""

from collections.abc import AsyncGenerator

from galleria.base.refusals import Refusal
from galleria.transfers.chunk import apply_chunk, chunk_of, weight
from galleria.transfers.outcome import Tally
from galleria.transfers.queries import advance_import, refresh_statistics
from galleria.transfers.report import Report
from galleria.transfers.rows import RowCounts, Thing
from galleria.transfers.slices import SlicedReading
from galleria.transfers.work import Desk, Stopped, Superseded, Task, Work

CHUNK_ROWS = 1_000
# What was planned for small tables is planned anew each time they have grown by as much again.
GROWTH = 3


async def apply_file(work: Work, task: Task, *, desk: Desk, tally: Tally, report: Report) -> None:
    """Bring what the file says to the catalog, adding to `tally` what is committed.

    A chunk is at most CHUNK_ROWS rows of the catalog, or one product; the catalog is locked for
    no longer. Raises Stopped between two chunks when asked to stop, UnreadableFile after
    everything before the damage is committed, NotFound when the catalog is gone.
    """
    refresh_at = 1
    async with SlicedReading(desk.file, form=task.form, currency=task.currency) as reading:
        async for things, counts in chunks(work, task, reading, tally):
            await _commit(work, task, things, tally, report)
            await tell(work, task, reading, tally)
            if tally.things_written >= refresh_at:
                async with work.transaction() as tx:
                    await refresh_statistics(tx)
                refresh_at = GROWTH * tally.things_written
            if counts is not None:
                assert counts.rows == tally.rows_read, "a row was lost or counted twice"
                return
            if work.cancelled:
                raise Stopped


async def chunks(
    work: Work, task: Task, reading: SlicedReading, tally: Tally
) -> AsyncGenerator[tuple[list[Thing], RowCounts | None]]:
    """Yield what is to be committed together; the last with the reader's own counts."""

    async def tick() -> None:
        await tell(work, task, reading, tally)
        if work.cancelled:
            raise Stopped

    pending: list[Thing] = []
    size = 0
    while True:
        try:
            found = await reading.slice(tick)
        except Refusal:
            yield pending, None
            raise
        for thing in found:
            if isinstance(thing, RowCounts):
                yield pending, thing
                return
            if pending and size + weight(thing) > CHUNK_ROWS:
                yield pending, None
                pending, size = [], 0
            pending.append(thing)
            size += weight(thing)


async def tell(work: Work, task: Task, reading: SlicedReading, tally: Tally) -> None:
    """Report progress: bytes read, and rows done."""
    note = f"{tally.rows_read:,} rows done, {tally.rows_refused:,} of them refused"
    await work.progress(min(reading.bytes_read, task.size_bytes), task.size_bytes, note)


async def _commit(
    work: Work, task: Task, things: list[Thing], tally: Tally, report: Report
) -> None:
    chunk = chunk_of(things)
    after = tally.copied()
    assert task.catalog_id is not None
    async with work.transaction() as tx:
        applied = await apply_chunk(tx, catalog_id=task.catalog_id, chunk=chunk)
        after.add_chunk(chunk.refused, chunk.notices, applied)
        advanced = await advance_import(
            tx,
            import_id=task.import_id,
            run_id=task.run_id,
            rows_read=after.rows_read,
            rows_kept=after.rows_kept,
            rows_refused=after.rows_refused,
            last_line=after.last_line,
            outcome=after.outcome,
        )
        if advanced is None:
            raise Superseded
    tally.become(after)
    report.write(chunk, applied)
