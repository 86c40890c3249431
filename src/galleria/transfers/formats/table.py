"""CSV as records that know their line: what is wrong with one record never costs the next.

A row is a CSV record that has at least one cell with something in it; wholly empty records are no
rows. A record that breaks the rules of quoting counts as one row, its first physical line, and
reading goes on with the line after it. Line numbers are physical, those an editor shows, and name
where the record starts. A named maximum bounds lines, records, cells and columns.
"""

import csv
from collections.abc import Iterable, Iterator

from galleria.transfers.formats.source import (
    Line,
    Lines,
    RecordBroken,
    Source,
    UnreadableFile,
    open_bytes,
)
from galleria.transfers.rows import RefusedRow, RowProblem, excerpt

COLUMNS_MAX = 500
FIELD_CHARS_MAX = 100_000  # Below the csv module's own process-wide limit, which is left alone.
REREAD_CHARS_MAX = 64 << 20  # A file of nothing but stray quotes must not be read over and over.

_BROKEN = {
    "line_too_long": "the line is longer than 1 MiB",
    "record_too_long": "a quote opened on this line is not closed within 1 MiB and 5,000 lines",
    "quoting": "the quotes do not add up: a quoted cell ends with a quote before the next comma",
    "field_too_long": f"a cell is longer than {FIELD_CHARS_MAX:,} characters",
}
_FAULTS = {
    "not_utf8": "line {line} is not UTF-8: save the file as CSV UTF-8",
    "nul": "line {line} contains a NUL character",
}


class Record:
    """One row: its cells by column name, and what was found wrong with it so far.

    It is plain when its text is printable ASCII without two spaces in a row: then no cell of it
    has to be looked at for what is not.
    """

    __slots__ = ("_cells", "_names", "_said", "chars", "is_plain", "line", "problems", "text")

    def __init__(self, names: list[str], cells: list[str], first: Line, chars: int) -> None:
        self._names = names
        self._cells = cells
        self._said = {
            name: said
            for name, cell in zip(names, cells, strict=False)
            if (said := cell.strip()) and name
        }
        self.line = first.number
        self.text = text = first.text
        self.chars = chars
        self.problems: list[RowProblem] = []
        line = text.rstrip("\r\n")
        is_whole = len(text) == chars
        self.is_plain = is_whole and line.isascii() and line.isprintable() and "  " not in line

    def cell(self, column: str) -> str:
        """Return the cell without outer white space; empty where the file has no such column."""
        return self._said.get(column, "")

    def filled(self) -> dict[str, str]:
        """Return the cells that say something, by column, as they are written."""
        cells = zip(self._names, self._cells, strict=False)
        return {name: cell for name, cell in cells if name in self._said}

    def refuse(self, column: str | None, code: str, detail: str) -> None:
        """Note one thing that is wrong; the row will not be kept."""
        self.problems.append(RowProblem(column, code, detail))

    def refused(self, key: str = "", *, key_column: str | None = None) -> RefusedRow:
        """Refuse the row; `key` is the product that it names, as far as that can be told."""
        is_told = all(problem.column not in (None, key_column) for problem in self.problems)
        said = key if is_told else None
        return RefusedRow(self.line, tuple(self.problems), excerpt(self.text), said)


class Table:
    """A CSV file with a header, read once, forwards. `rows` counts the rows handed out so far.

    Opening it raises UnreadableFile for a file without a usable header.
    """

    def __init__(self, source: Source) -> None:
        self._lines = Lines(open_bytes(source))
        # Strict: a lax parser guesses on, and moves the rest of the file into the wrong columns.
        self._reader = csv.reader(self._lines, strict=True)
        self._reread_chars = 0
        self.rows = 0
        header = self._header()
        self._names = [name.strip() for name in header]
        self.columns = _columns(header)

    def require(self, columns: Iterable[str], *, unknown: Iterable[str] = ()) -> None:
        """Raise UnreadableFile, naming every column that is missing or `unknown` to the format."""
        missing = [column for column in columns if column not in self.columns]
        wrong = [f"the column {column!r} is missing" for column in missing]
        wrong += [f"the column {excerpt(column)!r} is unknown" for column in unknown]
        if wrong:
            raise UnreadableFile("; ".join(wrong), line=1)

    def records(self) -> Iterator[Record]:
        """Yield every row in order, those that are broken in themselves with their problems."""
        lines = self._lines
        while True:
            lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except RecordBroken as broken:
                yield from self._broken(broken.code)
            except csv.Error as error:
                is_long = str(error).startswith("field larger")
                yield from self._broken("field_too_long" if is_long else "quoting")
            else:
                if any(cells):
                    self.rows += 1
                    yield self._checked(cells)

    def _header(self) -> list[str]:
        cells: list[str] = []
        while not any(cells):
            self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                raise UnreadableFile("the file is empty") from None
            except (RecordBroken, csv.Error):
                raise UnreadableFile("the header is no line of CSV", line=1) from None
        faults = [line.fault for line in self._lines.taken if line.fault]
        if faults:
            raise UnreadableFile(_FAULTS[faults[0]].format(line=1), line=1)
        return cells

    def _checked(self, cells: list[str]) -> Record:
        lines = self._lines
        width = len(self._names)
        record = Record(self._names, cells, lines.taken[0], lines.taken_chars)
        if len(cells) != width:
            code = "too_few_cells" if len(cells) < width else "too_many_cells"
            detail = f"{len(cells):,} cells where the header has {width}"
            record.refuse(None, code, detail)
        for line in lines.taken:
            if line.fault:
                column = _faulty_column(record, line.fault)
                record.refuse(column, line.fault, _FAULTS[line.fault].format(line=line.number))
        if lines.taken_chars > FIELD_CHARS_MAX:
            for column, cell in record.filled().items():
                if len(cell) > FIELD_CHARS_MAX:
                    record.refuse(column, "field_too_long", _BROKEN["field_too_long"])
        return record

    def _broken(self, code: str) -> Iterator[Record]:
        first, *rest = self._lines.taken
        lines = [first]
        if rest and code == "line_too_long":
            code = "record_too_long"
        self._reread_chars += self._lines.taken_chars
        if self._reread_chars <= REREAD_CHARS_MAX:
            self._lines.give_back(rest)
        else:
            lines += [line for line in rest if line.text.strip()]
        for line in lines:
            self.rows += 1
            # Good enough to show, and to tell whose row it was; nothing of it is kept.
            cells = line.text[:FIELD_CHARS_MAX].replace('"', "").split(",")
            record = Record(self._names, cells, line, len(line.text))
            record.refuse(None, code, _BROKEN[code])
            yield record


def _faulty_column(record: Record, fault: str) -> str | None:
    mark = "\0" if fault == "nul" else "\ufffd"
    return next((column for column, cell in record.filled().items() if mark in cell), None)


def _columns(header: list[str]) -> list[str]:
    if len(header) > COLUMNS_MAX:
        raise UnreadableFile(f"it has {len(header):,} columns; {COLUMNS_MAX} are taken", line=1)
    columns: list[str] = []
    for name in filter(None, (name.strip() for name in header)):
        if name in columns:
            raise UnreadableFile(f"the column {excerpt(name)!r} is there twice", line=1)
        columns.append(name)
    if len(columns) == 1 and (";" in header[0] or "\t" in header[0]):
        raise UnreadableFile("columns are separated by something else than commas", line=1)
    return columns
