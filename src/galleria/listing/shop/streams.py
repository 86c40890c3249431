"""Rows of a whole shop, chunk by chunk, each read in a transaction of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol, TypeVar
from uuid import UUID

from galleria.base.call import Call
from galleria.base.tx import ReadTx

STREAM_TIMEOUT_S = 600.0
FIRST = UUID(int=0)


class Keyed(Protocol):
    """A row that the next chunk goes on behind."""

    @property
    def id(self) -> UUID:
        """Rows are read in this order."""
        ...


R = TypeVar("R", bound=Keyed)


class Interrupted(Exception):
    """The process stops: the answer is broken off, so nobody takes it for the whole."""


async def chunks(
    call: Call,
    read: Callable[[ReadTx, UUID, int], Awaitable[list[R]]],
    *,
    after: UUID,
    chunk_rows: int,
    rows_max: int | None = None,
) -> AsyncIterator[list[R]]:
    """Yield rows behind `after`, at most `rows_max`; only one chunk is in memory at a time.

    No transaction is open while the reader takes its time.
    """
    left = rows_max
    while left is None or left > 0:
        if call.drain.is_set():
            raise Interrupted()
        size = chunk_rows if left is None else min(chunk_rows, left)
        async with call.reading() as tx:
            rows = await read(tx, after, size)
        if rows:
            yield rows
            after = rows[-1].id
        if len(rows) < size:
            return
        left = None if left is None else left - len(rows)
