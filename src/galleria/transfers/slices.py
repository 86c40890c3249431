"""A file read in a thread, slices ahead: whoever else is on the event loop hardly waits.

While PostgreSQL writes one chunk, the next are read, decoded and made ready.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from msgspec import Struct

from galleria.base.refusals import Refusal
from galleria.transfers.formats import FormatName, read
from galleria.transfers.prepared import Prepared, prepared
from galleria.transfers.rows import Found

SLICE_THINGS = 250
SLICE_S = 0.25
SLICE_BYTES_MAX = 2 << 20
SLICES_AHEAD = 6
TICK_S = 0.5
# Between two reads the thread lets others run: that is every millisecond or so.
READ_BYTES = 4_096


class Slice(Struct, frozen=True):
    """What comes next, and about how many bytes of the file it was."""

    things: list[Prepared]
    size_bytes: int


class _Stopped(Exception):
    """Nobody waits for the rest of the file."""


class SlicedReading:
    """What a file says, slice by slice. `bytes_read` is how far it is in the file."""

    def __init__(self, path: Path, *, form: FormatName, currency: str) -> None:
        self._path = path
        self._form: FormatName = form
        self._currency = currency
        self._file: BinaryIO | None = None
        self._found: Iterator[Found] | None = None
        # One thread: slices are taken one after the other, in the order they are asked for.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self._ahead: deque[asyncio.Future[Slice]] = deque()
        self._refusal: Refusal | None = None
        self._is_stopped = False
        self.bytes_read = 0

    async def __aenter__(self) -> "SlicedReading":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_stopped = True
        if self._ahead:
            # The thread sees it at its next read; the file stays open until then.
            await asyncio.wait(self._ahead)
        self._thread.shutdown(wait=False)
        if self._file is not None:
            self._file.close()

    async def slice(self, tick: Callable[[], Awaitable[None]]) -> Slice:
        """Return what comes next; nothing at the end. UnreadableFile once all before it is told.

        `tick` is awaited now and then while it takes long; what it raises ends the reading.
        """
        loop = asyncio.get_running_loop()
        while len(self._ahead) < SLICES_AHEAD:
            self._ahead.append(loop.run_in_executor(self._thread, self._take))
        taking = self._ahead[0]
        while not taking.done():
            await asyncio.wait({taking}, timeout=TICK_S)
            if not taking.done():
                await tick()
        found = self._ahead.popleft().result()
        if not found.things and self._refusal is not None:
            raise self._refusal
        return found

    def _take(self) -> Slice:
        found: list[Found] = []
        ends_at = time.monotonic() + SLICE_S
        begun_at = self.bytes_read
        if self._refusal is not None:
            return Slice([], 0)
        try:
            for thing in self._opened():
                found.append(thing)
                if (
                    len(found) == SLICE_THINGS
                    or self.bytes_read - begun_at > SLICE_BYTES_MAX
                    or time.monotonic() > ends_at
                ):
                    break
        except Refusal as refusal:
            self._refusal = refusal
        except _Stopped:
            return Slice([], 0)
        return Slice(prepared(found), self.bytes_read - begun_at)

    def _opened(self) -> Iterator[Found]:
        if self._found is None:
            self._file = self._path.open("rb")
            self._found = read(self._chunks(self._file), form=self._form, currency=self._currency)
        return self._found

    def _chunks(self, file: BinaryIO) -> Iterator[bytes]:
        while chunk := file.read(READ_BYTES):
            if self._is_stopped:
                raise _Stopped
            self.bytes_read += len(chunk)
            time.sleep(0)
            yield chunk
