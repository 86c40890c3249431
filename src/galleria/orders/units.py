"""Units of an order's lines that somebody asks for: each line once, and no more than there are."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Protocol

from msgspec import Meta

from galleria.base.refusals import FieldError, Invalid, Refusal
from galleria.orders.life_queries import LineRow
from galleria.orders.sale import UNITS_MAX

LineNo = Annotated[int, Meta(ge=1, le=100_000, description="The line's `line_no`.", examples=[1])]
Units = Annotated[int, Meta(ge=1, le=UNITS_MAX, examples=[1])]


class TooManyUnits(Refusal):
    """`errors` names each line: how many units were asked for, and how many there are."""

    code = "too_many_units"
    status = 409
    title = "There are fewer units than that"
    decided = True


class LineUnits(Protocol):
    """A row that names a line and units of it."""

    @property
    def line_no(self) -> int: ...

    @property
    def units(self) -> int: ...


def refuse_wrong_lines(rows: Sequence[LineUnits], lines: Mapping[int, LineRow]) -> None:
    """Raise Invalid that names every row whose line the order has not."""
    errors = [
        FieldError(f"/lines/{at}/line_no", "unknown", f"The order has no line {row.line_no}.")
        for at, row in enumerate(rows)
        if row.line_no not in lines
    ]
    if errors:
        raise Invalid("The order does not have all of these lines.", errors=errors)


def refuse_too_many(
    rows: Sequence[LineUnits],
    lines: Mapping[int, LineRow],
    left: Callable[[LineRow], int],
    *,
    what: str,
) -> None:
    """Raise TooManyUnits that names every row of a line of which less is left than is wanted."""
    wanted: Counter[int] = Counter()
    for row in rows:
        wanted[row.line_no] += row.units
    errors: list[FieldError] = []
    for at, row in enumerate(rows):
        has = left(lines[row.line_no])
        if wanted[row.line_no] > has:
            detail = f"{wanted[row.line_no]} of line {row.line_no}, of which {has} {what}."
            errors.append(FieldError(f"/lines/{at}/units", "too_many_units", detail))
    if errors:
        raise TooManyUnits(errors[0].detail, errors=errors)
