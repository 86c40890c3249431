"""A file read in a thread, a slice at a time: whoever else is on the event loop hardly waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from galleria.base.refusals import Refusal
from galleria.transfers.formats import FormatName, read
from galleria.transfers.rows import Found

SLICE_THINGS = 500
SLICE_S = 0.25
TICK_S = 0.5
# Between two reads the thread lets others run: that is every millisecond or so.
READ_BYTES = 4_096


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
        self._taking: asyncio.Future[list[Found]] | None = None
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
        if self._taking is not None:
            # The thread sees it at its next read; the file stays open until then.
            await asyncio.wait({self._taking})
        if self._file is not None:
            self._file.close()

    async def slice(self, tick: Callable[[], Awaitable[None]]) -> list[Found]:
        """Return what comes next; nothing at the end. UnreadableFile once all before it is told.

        `tick` is awaited now and then while it takes long; what it raises ends the reading.
        """
        if self._refusal is not None:
            raise self._refusal
        taking = self._taking = asyncio.ensure_future(asyncio.to_thread(self._take))
        while not taking.done():
            await asyncio.wait({taking}, timeout=TICK_S)
            if not taking.done():
                await tick()
        found = taking.result()
        if not found and self._refusal is not None:
            raise self._refusal
        return found

    def _take(self) -> list[Found]:
        found: list[Found] = []
        ends_at = time.monotonic() + SLICE_S
        try:
            for thing in self._opened():
                found.append(thing)
                if len(found) == SLICE_THINGS or time.monotonic() > ends_at:
                    break
        except Refusal as refusal:
            self._refusal = refusal
        except _Stopped:
            return []
        return found

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
