"""Many rows in one call: every row is answered for, and by default all are done or none.

A use case decides about every row first, calls `settle`, and only then writes.
"""

from collections import Counter
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.refusals import FieldError, Refusal

Row = TypeVar("Row")

BULK_ROWS_MAX = 1_000

RowStatus = Literal["created", "updated", "unchanged", "deleted", "stale", "refused", "not_found"]
RowId = Annotated[UUID, Meta(description="Which one; null where the row made none.")]
NOT_DONE: frozenset[RowStatus] = frozenset({"stale", "refused", "not_found"})


class RefusedRow(Struct, frozen=True):
    """A row of the body that is no sound row; pointers are relative to it ("/price_minor")."""

    errors: list[FieldError]


class Bulk(Struct, Generic[Row], frozen=True):
    """The body `{"rows": […]}`, at most BULK_ROWS_MAX of them.

    Malformed rows stand in their place as `RefusedRow` when the sound rows were asked for
    (`?partial=true`); otherwise the edge refuses the body and names every wrong field.
    """

    rows: list[Row | RefusedRow]


class BulkIds(Struct, frozen=True, forbid_unknown_fields=True):
    """The body `{"ids": […]}` of a bulk delete."""

    ids: Annotated[list[UUID], Meta(min_length=1, max_length=BULK_ROWS_MAX)]


class BulkMode(Struct, frozen=True, forbid_unknown_fields=True):
    """With `partial` the sound rows are done; without it, one wrong row means nothing is."""

    partial: Annotated[bool, Meta(description="Do the sound rows though others are wrong.")] = False


class RowOutcome(Struct, frozen=True):
    """What became of the row at `index`; the pointers of `errors` are relative to the row."""

    index: int
    status: RowStatus
    id: RowId | None = None
    version: int | None = None
    errors: list[FieldError] = []


class BulkCounts(Struct, frozen=True):
    """How many rows had each outcome; together they are all rows of the call."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    stale: int = 0
    refused: int = 0
    not_found: int = 0


class BulkOutcome(Struct, frozen=True):
    """One outcome a row, in the order of the call."""

    rows: list[RowOutcome]
    counts: BulkCounts


class BulkRefused(Refusal):
    """Nothing was written; `rows` has every row that stood in the way and why."""

    code = "bulk_refused"
    status = 422
    title = "Some rows cannot be done, so none was"

    def __init__(self, rows: list[RowOutcome], *, at: str = "/rows") -> None:
        super().__init__(
            f"{len(rows)} row{'s' if len(rows) > 1 else ''} cannot be done; nothing was changed. "
            "Send ?partial=true to do the others.",
            errors=[error for row in rows for error in absolute(row, at=at)],
            rows=rows,
        )
        self.rows = rows


def settle(outcomes: list[RowOutcome], *, partial: bool, at: str = "/rows") -> BulkOutcome:
    """Return the answer of the call, or raise BulkRefused when a row stands in the way.

    `at` is where the rows are in the body.
    """
    if not partial and (wrong := [row for row in outcomes if row.status in NOT_DONE]):
        raise BulkRefused(wrong, at=at)
    return BulkOutcome(outcomes, count_rows(outcomes))


def count_rows(outcomes: list[RowOutcome]) -> BulkCounts:
    """Count the outcomes by status."""
    return BulkCounts(**Counter(row.status for row in outcomes))


def absolute(row: RowOutcome, *, at: str) -> list[FieldError]:
    """Return the row's errors with pointers from the body's root; one even if it is not there."""
    errors = row.errors or [FieldError("", row.status, _REASONS.get(row.status, ""))]
    return [FieldError(f"{at}/{row.index}{e.pointer}", e.code, e.detail) for e in errors]


_REASONS: dict[RowStatus, str] = {
    "stale": "It was changed since you read it.",
    "not_found": "There is no such thing here.",
}
