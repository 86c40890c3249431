"""Apply a file in committed chunks: what is counted is committed, in the same transaction."""

import asyncio
from collections.abc import AsyncGenerator

from galleria.base.refusals import Refusal
from galleria.listing import ShowingLater
from galleria.transfers.advance import advance
from galleria.transfers.chunk import apply_chunk, chunk_of, weight
from galleria.transfers.outcome import Tally
from galleria.transfers.prepared import Thing
from galleria.transfers.queries import begin_chunk
from galleria.transfers.replace import NamedKeys, archive_absent
from galleria.transfers.report import Report
from galleria.transfers.rows import RowCounts
from galleria.transfers.slices import SlicedReading
from galleria.transfers.statistics import Statistics
from galleria.transfers.work import Desk, Stopped, Task, Work

CHUNK_ROWS = 1_000
CHUNK_BYTES = 8 << 20


async def apply_file(work: Work, task: Task, *, desk: Desk, tally: Tally, report: Report) -> None:
    """Bring what the file says to the catalog, adding to `tally` what is committed.

    A chunk is at most CHUNK_ROWS rows of the catalog, or one product; the catalog is locked for
    no longer. Raises Stopped between two chunks when asked to stop, UnreadableFile after
    everything before the damage is committed, NotFound when the catalog is gone, NotConfirmed.
    """
    named = NamedKeys()
    assert task.catalog_id is not None
    async with (
        SlicedReading(desk.file, form=task.form, currency=task.currency) as reading,
        Statistics(work) as statistics,
        ShowingLater(work.transaction, task.catalog_id, is_eager=desk.is_eager) as showing,
    ):
        async for things, counts in chunks(work, task, reading, tally):
            await _commit(work, task, things, tally, report, showing)
            await showing.follow()
            await tell(work, task, reading, tally)
            if task.mode == "replace":
                named.note(things)
            statistics.follow()
            if counts is not None:
                assert counts.rows == tally.rows_read, "a row was lost or counted twice"
                break
            if work.cancelled:
                raise Stopped
    if task.mode == "replace":
        await archive_absent(work, task, named, tally, report)


async def chunks(
    work: Work, task: Task, reading: SlicedReading, tally: Tally
) -> AsyncGenerator[tuple[list[Thing], RowCounts | None]]:
    """Yield what is to be committed together; the last with the reader's own counts."""

    async def tick() -> None:
        await tell(work, task, reading, tally)
        if work.cancelled:
            raise Stopped

    pending = _Pending()
    while True:
        try:
            found = await reading.slice(tick)
        except Refusal:
            yield pending.things, None
            raise
        for thing in found.things:
            if isinstance(thing, RowCounts):
                yield pending.things, thing
                return
            if pending.is_full_before(thing):
                yield pending.things, None
                pending = _Pending()
            pending.add(thing)
        pending.size_bytes += found.size_bytes


class _Pending:
    """What will be committed together, up to the limits."""

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self.size_bytes = 0
        self._rows = 0

    def is_full_before(self, thing: Thing) -> bool:
        """Say whether the thing has to wait for the next chunk."""
        is_full = self._rows + weight(thing) > CHUNK_ROWS or self.size_bytes > CHUNK_BYTES
        return bool(self.things) and is_full

    def add(self, thing: Thing) -> None:
        """Take the thing in."""
        self.things.append(thing)
        self._rows += weight(thing)


async def tell(work: Work, task: Task, reading: SlicedReading, tally: Tally) -> None:
    """Report progress: bytes read, and rows done."""
    note = f"{tally.rows_read:,} rows done, {tally.rows_refused:,} of them refused"
    await work.progress(min(reading.bytes_read, task.size_bytes), task.size_bytes, note)


async def _commit(  # noqa: PLR0913  # house: what one chunk needs
    work: Work,
    task: Task,
    things: list[Thing],
    tally: Tally,
    report: Report,
    showing: ShowingLater,
) -> None:
    chunk = chunk_of(things)
    after = tally.copied()
    assert task.catalog_id is not None
    async with work.transaction() as tx:
        await begin_chunk(tx)
        applied = await apply_chunk(tx, task.merge(task.catalog_id), chunk)
        await asyncio.to_thread(after.add_chunk, chunk.refused, chunk.notices, applied)
        await showing.cover(tx)
        await advance(tx, task, after)
    tally.become(after)
    await asyncio.to_thread(report.write, chunk, applied)
