"""Do everything an import would do, say what it would come to, and undo it.

The comparison is one transaction that is rolled back, so that a product finds the categories that
only the file has, and a SKU that one row gives up is free for another: what is said is what the
import would do. The catalog is locked meanwhile, its shoppers are not; the file is read before.
Because of the lock only the first COMPARED_ROWS_MAX rows of the catalog are compared (about three
seconds); beyond them rows are read and checked, and counted as `not_compared`.
"""

from galleria.catalog import create_catalog
from galleria.transfers.applied import Applied
from galleria.transfers.apply import CHUNK_ROWS, chunks, tell
from galleria.transfers.chunk import apply_chunk, chunk_of, weight
from galleria.transfers.outcome import Tally
from galleria.transfers.prepared import Ready, Thing
from galleria.transfers.replace import NamedKeys, count_absent
from galleria.transfers.report import Report
from galleria.transfers.rows import ImportCategory
from galleria.transfers.slices import SlicedReading
from galleria.transfers.work import Desk, Stopped, Task, Work

COMPARED_ROWS_MAX = 10_000


class _Undone(Exception):
    """Rolls the comparison back."""


async def compare_file(work: Work, task: Task, *, desk: Desk, tally: Tally, report: Report) -> None:
    """Tell what the file would change, changing nothing; raises like `apply_file`."""
    compared = _Compared()
    async with SlicedReading(desk.file, form=task.form, currency=task.currency) as reading:
        rows = 0
        named = NamedKeys()
        async for things, counts in chunks(work, task, reading, tally):
            _keep(things, compared, tally, report)
            named.note(things)
            await tell(work, task, reading, tally)
            rows = counts.rows if counts else 0
        applied = await _compare(work, task, desk, compared.things)
        tally.add_chunk([], [], applied)
        report.write(chunk_of([]), applied)
        assert rows == tally.rows_read, "a row was lost or counted twice"
        if task.mode == "replace" and task.catalog_id is not None:
            await count_absent(work, task.catalog_id, named, tally, report)
        await tell(work, task, reading, tally)


class _Compared:
    """What will be compared, up to the limit."""

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self._room = COMPARED_ROWS_MAX

    def take(self, thing: Thing) -> bool:
        """Say whether the thing will be compared; once one is not, none after it is."""
        self._room -= weight(thing)
        if self._room >= 0:
            self.things.append(thing)
            return True
        self._room = -1
        return False


def _keep(things: list[Thing], compared: _Compared, tally: Tally, report: Report) -> None:
    chunk = chunk_of(things)
    tally.add_chunk(chunk.refused, chunk.notices, [])
    report.write(chunk, [])
    for thing in things:
        if isinstance(thing, Ready | ImportCategory) and not compared.take(thing):
            tally.add_uncompared(thing.thing if isinstance(thing, Ready) else thing)


async def _compare(work: Work, task: Task, desk: Desk, things: list[Thing]) -> list[Applied]:
    applied: list[Applied] = []
    try:
        async with work.transaction() as tx:
            catalog_id = task.catalog_id
            if catalog_id is None:
                assert desk.unmade is not None
                catalog_id = (await create_catalog(tx, body=desk.unmade)).catalog_id
            for start in range(0, len(things), CHUNK_ROWS):
                if work.cancelled:
                    raise Stopped
                chunk = chunk_of(things[start : start + CHUNK_ROWS])
                applied += await apply_chunk(tx, task.merge(catalog_id), chunk)
            raise _Undone
    except _Undone:
        return applied
