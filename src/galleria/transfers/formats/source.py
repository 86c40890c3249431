"""The bytes of a file as physical lines of text, gzip seen through, every size bounded."""

import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, ClassVar, TypeGuard

from msgspec import Struct

from galleria.base.refusals import Refusal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER_BYTES = 1 << 18
LINE_BYTES_MAX = 1 << 20
RECORD_CHARS_MAX = 1 << 20
RECORD_LINES_MAX = 5_000
LINES_MAX = 20_000_000  # Blank ones too: 4 MB of gzip hold 4,000 million of them.
EXPANDED_BYTES_MAX = 8 << 30  # What an upload of 1 GB may unpack to; more is a bomb.

Source = BinaryIO | Iterable[bytes]

_GZIP_MAGIC = b"\x1f\x8b"
_FOREIGN_HEADS = {
    b"\xff\xfe": "it is UTF-16: save it as CSV UTF-8",
    b"\xfe\xff": "it is UTF-16: save it as CSV UTF-8",
    b"PK\x03\x04": "it is a spreadsheet or an archive: save it as CSV UTF-8",
}


class UnreadableFile(Refusal):
    """The file as a whole, or all of it from some line on, cannot be read; the detail says why."""

    code: ClassVar[str] = "unreadable_file"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The file could not be read"


class RecordBroken(Exception):
    """The record being read cannot end well; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Line(Struct, frozen=True, gc=False):
    """`fault`: not_utf8, nul or line_too_long; such text is for showing, not for keeping."""

    number: int
    text: str
    fault: str | None


class _Chunks(io.RawIOBase):
    """An iterator of bytes as a file."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        size = min(len(view), len(self._rest))
        view[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


class _Expanded(io.RawIOBase):
    """A gzip stream that answers damage and bombs with UnreadableFile."""

    def __init__(self, packed: BinaryIO) -> None:
        self._unpacked = gzip.GzipFile(fileobj=packed)
        self._bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            # What there is, and not a full buffer: a stream that breaks off is read up to there.
            unpacked = self._unpacked.read1(len(view))
        except (gzip.BadGzipFile, EOFError, zlib.error) as damage:
            raise UnreadableFile(f"the gzip stream is damaged: {damage}") from None
        size = len(unpacked)
        view[:size] = unpacked
        self._bytes += size
        if self._bytes > EXPANDED_BYTES_MAX:
            raise UnreadableFile(f"it unpacks to more than {EXPANDED_BYTES_MAX:,} bytes")
        return size


def open_bytes(source: Source) -> BinaryIO:
    """Return the file's own bytes, unpacked where it is gzip; refuse what is no text."""
    # Read by chunks and not wrapped: a wrapper that is collected closes the caller's own file.
    chunks = iter(partial(source.read, BUFFER_BYTES), b"") if _is_file(source) else source
    raw: io.RawIOBase = _Chunks(chunks)
    opened = io.BufferedReader(raw, BUFFER_BYTES)
    if opened.peek(2)[:2] == _GZIP_MAGIC:
        raw = _Expanded(opened)
        opened = io.BufferedReader(raw, BUFFER_BYTES)
    head = opened.peek(4)
    for magic, why in _FOREIGN_HEADS.items():
        if head.startswith(magic):
            raise UnreadableFile(why)
    return opened


def _is_file(source: Source) -> TypeGuard[BinaryIO]:
    return hasattr(source, "read")


class Lines(Iterator[str]):
    """Physical lines for a CSV parser, which pulls as many as the record it is reading needs.

    `taken` are the lines of that record. A record that never ends is stopped by its limits, and
    its lines can be given back, so one stray quote costs one line and not the rest of the file.
    """

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self._number = 0
        self._returned: deque[Line] = deque()
        self.taken: list[Line] = []
        self.taken_chars = 0

    def begin(self) -> None:
        """Start the next record."""
        self.taken = []
        self.taken_chars = 0

    def give_back(self, lines: list[Line]) -> None:
        """Hand out `lines` again, before those not yet read."""
        self._returned.extendleft(reversed(lines))

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        self.taken.append(line)
        self.taken_chars += len(line.text)
        if line.fault == "line_too_long":
            raise RecordBroken("line_too_long")
        if len(self.taken) > RECORD_LINES_MAX or self.taken_chars > RECORD_CHARS_MAX:
            raise RecordBroken("record_too_long")
        return line.text

    def _read(self) -> Line:
        raw = self._opened.readline(LINE_BYTES_MAX)
        if not raw:
            raise StopIteration
        self._number += 1
        if self._number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if self._number > LINES_MAX:
            raise UnreadableFile(f"it has more than {LINES_MAX:,} lines", line=self._number)
        if len(raw) >= LINE_BYTES_MAX:
            return self._skip_long(raw)
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            return Line(self._number, raw.decode(errors="replace"), "not_utf8")
        return Line(self._number, text, "nul" if "\0" in text else None)

    def _skip_long(self, raw: bytes) -> Line:
        shown = raw[:1_000].decode(errors="replace")
        while raw and not raw.endswith(b"\n"):
            raw = self._opened.readline(LINE_BYTES_MAX)
        return Line(self._number, shown, "line_too_long")
