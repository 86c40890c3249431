"""From rows to outcomes; pure."""

from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from galleria.base.bulk import RefusedRow, RowOutcome
from galleria.base.refusals import FieldError

R = TypeVar("R", bound=Struct)


def parted(rows: list[R | RefusedRow]) -> tuple[dict[int, R], list[RowOutcome]]:
    """Part the rows that could be read, by their place in the call, from those that could not."""
    sound = {index: row for index, row in enumerate(rows) if not isinstance(row, RefusedRow)}
    outcomes = [
        refused(index, row.errors) for index, row in enumerate(rows) if isinstance(row, RefusedRow)
    ]
    return sound, outcomes


def refused(index: int, errors: list[FieldError], variant_id: UUID | None = None) -> RowOutcome:
    """Return the outcome of a row that is wrong."""
    return RowOutcome(index, "refused", variant_id, errors=errors)
