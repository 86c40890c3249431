"""Shows what an import brings beside the import: on another connection, a chunk behind it.

Documents cost more than the rows they are made of, and an import that waited for them would leave
one of two cores idle. What is not yet shown is written down in the transaction that brings it, so
a crash loses nothing: a job that is always due a minute later shows what is left.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from types import TracebackType
from uuid import UUID

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog import ProductsMerged, ProductsWritten
from galleria.engine.jobs import enqueue
from galleria.engine.run import JobRun
from galleria.listing.jobs import Shown, ShowPending
from galleria.listing.later_queries import lock_documents, put_pending, take_pending
from galleria.listing.show import show_products

CHUNKS_BEHIND_MAX = 4
COVERED_S = 30.0
COVER_DELAY = timedelta(seconds=60)

Open = Callable[[], AbstractAsyncContextManager[Tx]]


async def show_later(tx: Tx, notice: ProductsMerged) -> None:
    """Write down that these are to be shown: 1 statement."""
    if notice.product_ids:
        await put_pending(
            tx,
            pending_id=new_id(),
            catalog_id=notice.catalog_id,
            product_ids=notice.product_ids,
        )


async def show_next_pending(tx: Tx, catalog_id: UUID) -> int:
    """Show what waits longest and return how many products that were; 0 when nothing waits."""
    await lock_documents(tx, catalog_id=catalog_id)
    pending = await take_pending(tx, catalog_id=catalog_id)
    if pending is None:
        return 0
    await show_products(tx, ProductsWritten(catalog_id, pending.product_ids))
    return len(pending.product_ids)


async def show_pending(run: JobRun, job: ShowPending) -> Shown:
    """Show whatever waits; like show_catalog, it is not to be stopped."""
    shown = 0
    while True:
        async with run.transaction() as tx:
            count = await show_next_pending(tx, job.catalog_id)
        if not count:
            break
        shown += count
    return Shown(shown)


class ShowingLater:
    """Shows what an import tells, while it goes on; on leaving, all of it is shown.

    The import calls `cover` in each of its transactions and `follow` after it, which waits until
    the chunk is shown, or, when the import `is_eager`, until few are behind. Errors are raised
    where it next waits.
    """

    def __init__(self, transaction: Open, catalog_id: UUID, *, is_eager: bool = False) -> None:
        self._transaction = transaction
        self._catalog_id = catalog_id
        self._covered_at = -COVERED_S
        self._covers_from = 0.0
        self._chunks_behind = 0
        self._behind_max = CHUNKS_BEHIND_MAX if is_eager else 0
        self._shown = asyncio.Event()
        self._showing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "ShowingLater":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._showing is not None:
            await asyncio.wait({self._showing})
            if kind is None:
                self._showing.result()
        if kind is None or issubclass(kind, Exception):
            await self._show_all()

    async def cover(self, tx: Tx) -> None:
        """Have a job show what this transaction brings, should this process not live to do it."""
        self._covers_from = self._covered_at
        if time.monotonic() - self._covered_at >= COVERED_S:
            await enqueue(tx, [ShowPending(self._catalog_id)], wait=COVER_DELAY)
            self._covers_from = time.monotonic()

    async def follow(self) -> None:
        """Go on showing, now that a transaction has committed; wait when too far behind."""
        self._covered_at = self._covers_from
        self._chunks_behind += 1
        while True:
            if self._showing is None or self._showing.done():
                if self._showing is not None:
                    self._showing.result()
                self._showing = asyncio.create_task(self._show_all())
            if self._chunks_behind <= self._behind_max:
                return
            self._shown.clear()
            one_more = asyncio.ensure_future(self._shown.wait())
            await asyncio.wait({self._showing, one_more}, return_when=asyncio.FIRST_COMPLETED)
            one_more.cancel()

    async def _show_all(self) -> None:
        while True:
            async with self._transaction() as tx:
                count = await show_next_pending(tx, self._catalog_id)
            self._chunks_behind = max(0, self._chunks_behind - 1) if count else 0
            self._shown.set()
            if not count:
                return
