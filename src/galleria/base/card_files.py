"""Looks for card data in an uploaded file while it streams by, before it is stored.

Line by line, and only at lines that may hold one: in CSV and JSON it is known which column or field
a number stands in, so that barcodes pass. gzip is seen through.
"""

import csv
import re
import zlib
from typing import Any

import msgspec

from galleria.base.card_data import (
    card_errors,
    card_refusal,
    has_other_digits,
    is_code_field,
    is_suspect,
)
from galleria.base.card_numbers import has_card, stretches
from galleria.base.refusals import FieldError

LINE_BYTES_MAX = 64 * 1024
# Of a line that is longer, so much of what went before is looked at again.
OVERLAP_BYTES = 128
NAME_LENGTH_MAX = 60
PIECE_BYTES = 256 * 1024
# Of one chunk of gzip; more is a bomb, which the reader of the file refuses.
UNPACKED_BYTES_MAX = 16 * 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 31
_LINE = re.compile(rb"[^\n]+")
_PAIR = re.compile(r'"([^"\\]{1,64})"\s*:\s*(?:"[0-9]{13,14}"|[0-9]{13,14}\b)')


class CardFileScan:
    """Takes a file's chunks one after the other."""

    def __init__(self) -> None:
        self._rest = b""
        self._columns: list[str] | None = None
        self._delimiter = ","
        self._lines = 0
        self._is_begun = False
        self._unpacker: Any = None

    def feed(self, chunk: bytes) -> None:
        """Raise CardDataRefused that names the line, when a number ends in this chunk.

        10 MB take about 30 ms without long numbers, 0.3 s with a barcode in every line.
        """
        if not self._is_begun:
            chunk, self._rest = self._rest + chunk, b""
            if len(chunk) < len(_GZIP_MAGIC):
                self._rest = chunk
                return
            self._is_begun = True
            self._unpacker = zlib.decompressobj(_GZIP) if chunk.startswith(_GZIP_MAGIC) else None
        if self._unpacker is None:
            self._take(chunk)
        else:
            self._unpack(chunk)

    def end(self) -> None:
        """Raise CardDataRefused for what came after the last line's end."""
        self._look(self._rest)
        self._rest = b""

    def _unpack(self, chunk: bytes) -> None:
        unpacked_bytes = 0
        while chunk and unpacked_bytes < UNPACKED_BYTES_MAX:
            try:
                piece: bytes = self._unpacker.decompress(chunk, PIECE_BYTES)
            except zlib.error:
                return  # The reader of the file says what is wrong with it.
            self._take(piece)
            unpacked_bytes += len(piece)
            chunk = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                chunk = self._unpacker.unused_data
                self._unpacker = zlib.decompressobj(_GZIP)

    def _take(self, chunk: bytes) -> None:
        buffered = self._rest + chunk
        end = buffered.rfind(b"\n") + 1
        if not end and len(buffered) > LINE_BYTES_MAX:
            self._look(buffered)
            self._rest = buffered[-OVERLAP_BYTES:]
            return
        self._look(buffered[:end])
        self._rest = buffered[end:]

    def _look(self, piece: bytes) -> None:
        if not piece:
            return
        if self._columns is None:
            self._read_columns(piece)
        if is_suspect(piece):
            for start in _suspect_lines(piece):
                end = piece.find(b"\n", start)
                line = piece[start : end if end >= 0 else len(piece)]
                number = self._lines + piece.count(b"\n", 0, start) + 1
                self._look_at(line.decode(errors="replace"), number)
        self._lines += piece.count(b"\n")

    def _read_columns(self, piece: bytes) -> None:
        first = piece.split(b"\n", 1)[0].decode(errors="replace").lstrip("\ufeff")[:LINE_BYTES_MAX]
        self._delimiter = max(",;\t|", key=first.count)
        # A document's first line is none of columns, nor is that of a single one.
        is_table = self._delimiter in first and not first.lstrip().startswith(("{", "["))
        self._columns = _cells(first, self._delimiter) if is_table else []

    def _look_at(self, line: str, number: int) -> None:
        columns = self._columns or []
        cells = _cells(line, self._delimiter)
        if (value := _json(line)) is not None:
            found = next(card_errors(value, "", is_code=False), None)
            where = found.pointer if found is not None else None
        elif columns and len(cells) == len(columns):
            pairs = zip(columns, cells, strict=True)
            where = next((_named(it) for it, cell in pairs if _has_card(it, cell)), None)
        else:
            # A piece of a larger document, or of a cell of many lines.
            text = _PAIR.sub(lambda it: "" if is_code_field(it[1]) else it[0], line)
            where = "" if has_card(text, is_code=False) else None
        if where is not None:
            detail = "This looks like card data; the file was not kept."
            raise card_refusal([FieldError(f"line {number}{where}", "card_data", detail)])


def _suspect_lines(piece: bytes) -> list[int]:
    """Return where lines begin that hold what may be a card's number."""
    found = [start for start, _ in stretches(piece)]
    if not piece.isascii() and has_other_digits(piece):
        found += [it.start() for it in _LINE.finditer(piece) if has_other_digits(it[0])]
    return sorted({piece.rfind(b"\n", 0, start) + 1 for start in found})


def _has_card(column: str, cell: str) -> bool:
    return has_card(cell, is_code=is_code_field(column))


def _named(column: str) -> str:
    return "" if has_card(column, is_code=False) else f"/{column[:NAME_LENGTH_MAX]}"


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader([line.rstrip("\r")], delimiter=delimiter))
    except csv.Error:
        return []
    return rows[0] if rows else []


def _json(line: str) -> Any:
    if not line.lstrip().startswith(("{", "[")):
        return None
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
