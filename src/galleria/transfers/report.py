"""Three files about an import, as CSV: rows refused, things changed, things to know.

They are opened in spreadsheets: a cell that one would run as a formula is shown as text.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TextIO

from galleria.catalog import KeyedRow
from galleria.transfers.applied import Applied, Refusal
from galleria.transfers.chunk import Chunk
from galleria.transfers.rows import ImportCategory, Notice

ReportName = Literal["problems", "changes", "notices"]
LINES_MAX = 1_000_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

HEADERS: dict[ReportName, tuple[str, ...]] = {
    "problems": ("line", "rows", "column", "code", "detail", "excerpt"),
    "changes": ("line", "kind", "external_key", "name", "outcome", "changed"),
    "notices": ("line", "code", "subject", "detail"),
}
NAMES: tuple[ReportName, ...] = tuple(HEADERS)


class Report:
    """The three files in a folder, written as the import goes."""

    def __init__(self, folder: Path) -> None:
        self._tables = {name: _Table(folder / file_name(name), HEADERS[name]) for name in NAMES}

    def write(self, chunk: Chunk, applied: list[Applied]) -> None:
        """Tell of a chunk what became of it."""
        for row in chunk.refused:
            self._refuse(Refusal(row.line, 1, row.problems, row.excerpt))
        for notice in chunk.notices:
            self.notice(notice)
        for one in applied:
            for refusal in one.refusals:
                self._refuse(refusal)
            if one.notice is not None:
                self.notice(one.notice)
            thing = one.thing
            kind = "category" if isinstance(thing, ImportCategory) else "product"
            changed = " ".join(one.changed)
            line = (thing.line, kind, thing.external_key, thing.name, one.status, changed)
            self._tables["changes"].write(line)

    def archived(self, rows: list[KeyedRow]) -> None:
        """Tell of products that the file leaves out."""
        for row in rows:
            line = ("", "product", row.external_key, row.name, "archived", "status")
            self._tables["changes"].write(line)

    def notice(self, notice: Notice) -> None:
        """Tell of something to know."""
        line = (notice.line or "", notice.code, notice.subject, notice.detail)
        self._tables["notices"].write(line)

    def close(self) -> None:
        """Write what is still in memory."""
        for table in self._tables.values():
            table.close()

    def _refuse(self, refusal: Refusal) -> None:
        rows = refusal.rows
        for problem in refusal.problems:
            column = problem.column or ""
            line = (refusal.line, rows, column, problem.code, problem.detail, refusal.excerpt)
            self._tables["problems"].write(line)
            rows = 0  # The sum of the column is the number of rows refused.


def file_name(name: ReportName) -> str:
    """Return what the file is called."""
    return f"{name}.csv"


def cell(value: int | str) -> str:
    """Return the cell as a spreadsheet shows it and does not run it."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class _Table:
    """One file, up to LINES_MAX lines; one more says that there are more."""

    def __init__(self, path: Path, header: Iterable[str]) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(header)
        self._lines = 0

    def write(self, values: Iterable[int | str]) -> None:
        if self._lines < LINES_MAX:
            self._writer.writerow([cell(value) for value in values])
        elif self._lines == LINES_MAX:
            self._writer.writerow(["", f"more than {LINES_MAX:,} lines: the others are left out"])
        self._lines += 1

    def close(self) -> None:
        self._file.close()
