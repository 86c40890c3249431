"""Short ways to read a file in a test, and the folder of real data."""

import io
import os
from pathlib import Path

import pytest

from galleria.transfers.formats import FormatName, Source, read
from galleria.transfers.rows import (
    Found,
    ImportCategory,
    ImportProduct,
    Notice,
    RefusedRow,
    RowCounts,
)

ROOT = Path(__file__).parents[2]


class Reading:
    """Everything a reader found, by kind."""

    def __init__(self, found: list[Found]) -> None:
        self.found = found
        self.products = [thing for thing in found if isinstance(thing, ImportProduct)]
        self.categories = [thing for thing in found if isinstance(thing, ImportCategory)]
        self.refused = [thing for thing in found if isinstance(thing, RefusedRow)]
        self.notices = [thing for thing in found if isinstance(thing, Notice)]
        assert isinstance(found[-1], RowCounts)
        self.counts = found[-1]

    def refusals(self) -> list[tuple[int, str | None, str]]:
        """Line, column and code of everything that is wrong, in order of lines."""
        return sorted(
            (
                (row.line, problem.column, problem.code)
                for row in self.refused
                for problem in row.problems
            ),
            key=lambda refusal: refusal[0],
        )

    def names(self) -> list[str]:
        return [product.name for product in self.products]


def reading(source: Source | str, form: FormatName = "galleria-csv") -> Reading:
    if isinstance(source, str):
        source = io.BytesIO(source.encode())
    elif isinstance(source, bytes):
        source = io.BytesIO(source)
    return Reading(list(read(source, form=form, currency="EUR")))


def real_file(name: str) -> Path:
    """Find a file of the real data; without the folder skip, but fail the acceptance run."""
    folder = Path(os.environ.get("GALLERIA_SHARED_DATA", ROOT.parent / "shared" / "data"))
    file = folder / name
    if not file.exists():
        missing = f"{file} is missing: GALLERIA_SHARED_DATA names the folder of real data"
        if os.environ.get("GALLERIA_ACCEPTANCE") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return file
