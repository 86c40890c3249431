"""What a file leaves out of the catalog that it replaces: counted, and archived at the end.

Absent is a product of the catalog that has an external key, is not archived, and is named by no row
of the file, not even by one that is refused. Where the product of a refused row cannot be told,
nothing is archived.
"""

from collections.abc import AsyncGenerator
from typing import ClassVar
from uuid import UUID

from galleria.base.refusals import Conflict
from galleria.catalog import KeyedRow, archive_products, list_keyed_products
from galleria.transfers.advance import advance
from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.outcome import Tally
from galleria.transfers.prepared import Ready, Thing
from galleria.transfers.report import Report
from galleria.transfers.rows import Notice, RefusedRow
from galleria.transfers.work import Stopped, Task, Work

BEFORE_ALL = UUID(int=0)


class NotConfirmed(Conflict):
    """More would be archived than was confirmed; what the file has was applied."""

    code: ClassVar[str] = "not_confirmed"
    title: ClassVar[str] = "The file leaves out more products than was confirmed"


class NamedKeys:
    """The products that a file names, some 25 MB a million."""

    def __init__(self) -> None:
        self._keys = SeenKeys()
        self._products = 0
        self._unsure_line: int | None = None

    def note(self, things: list[Thing]) -> None:
        """Take note of what is named, and of the first line that may name anything."""
        for thing in things:
            if isinstance(thing, Ready):
                self._products += 1
                self._keys.claim(thing.thing.external_key, thing.thing.line)
            elif isinstance(thing, RefusedRow) and thing.key is None:
                self._unsure_line = self._unsure_line or thing.line
            elif isinstance(thing, RefusedRow) and thing.key:
                self._keys.claim(thing.key, thing.line)

    def absent(self, rows: list[KeyedRow]) -> list[KeyedRow]:
        """Return the products that the file does not name."""
        return [row for row in rows if self._keys.line_of(row.external_key) is None]

    def why_none(self) -> Notice | None:
        """Return why nothing is to be archived, where what the file leaves out is not known."""
        if self._unsure_line is not None:
            detail = "this row may name any product: mend it, and import the file again"
            return Notice(self._unsure_line, "nothing_archived", "replace", detail)
        if not self._products:
            return Notice(None, "nothing_archived", "replace", "the file has no product")
        return None


async def count_absent(
    work: Work, catalog_id: UUID, named: NamedKeys, tally: Tally, report: Report
) -> None:
    """Count what would be archived."""
    if (notice := named.why_none()) is not None:
        tally.add_notice(notice)
        report.notice(notice)
        return
    async for page in _absent_pages(work, catalog_id, named):
        tally.outcome.archived += len(page)
        report.archived(page)


async def archive_absent(
    work: Work, task: Task, named: NamedKeys, tally: Tally, report: Report
) -> None:
    """Archive what the file leaves out, in committed pages; NotConfirmed where that is too much.

    Stopped or cut off, it goes on when the file is imported again.
    """
    assert task.catalog_id is not None
    if (notice := named.why_none()) is not None:
        tally.add_notice(notice)
        report.notice(notice)
        return
    if task.archive_max is not None:
        pages = _absent_pages(work, task.catalog_id, named)
        count = sum([len(page) async for page in pages])
        if count > task.archive_max:
            detail = f"{count:,} would be archived, {task.archive_max:,} were confirmed: none was."
            raise NotConfirmed(f"{detail} Have a dry run again.", absent=count)
    merge = task.merge(task.catalog_id)
    async for page in _absent_pages(work, task.catalog_id, named):
        after = tally.copied()
        async with work.transaction() as tx:
            product_ids = [row.product_id for row in page]
            after.outcome.archived += await archive_products(tx, merge, product_ids)
            await advance(tx, task, after)
        tally.become(after)
        report.archived(page)


async def _absent_pages(
    work: Work, catalog_id: UUID, named: NamedKeys
) -> AsyncGenerator[list[KeyedRow]]:
    """Yield what is absent of each page of the catalog; Stopped between two when asked to."""
    after = BEFORE_ALL
    while True:
        async with work.transaction() as tx:
            rows = await list_keyed_products(tx, catalog_id=catalog_id, after=after)
        if not rows:
            return
        after = rows[-1].product_id
        if page := named.absent(rows):
            yield page
        if work.cancelled:
            raise Stopped
