"""What a customer gets for units that come back: what was paid for them; pure."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from galleria.base.refusals import FieldError, Invalid
from galleria.orders.life import Life
from galleria.orders.life_queries import LineRow
from galleria.pricing import allocated


class Units(Protocol):
    """A row that names a line and units of it."""

    @property
    def line_no(self) -> int: ...

    @property
    def units(self) -> int: ...


def units_out(life: Life, line: LineRow) -> int:
    """Return how many units the customer has: shipped, or handed over at a till."""
    gone = line.units if life.is_handed_over else line.shipped_units
    return gone - line.returned_units


def share(total_minor: int, units: int, *, before: int, back: int) -> int:
    """Return what of a line's total is for `back` of its units, when `before` came back already.

    However the units come back, all shares together are the total.
    """
    return total_minor * (before + back) // units - total_minor * before // units


def worths(rows: Sequence[Units], lines: Mapping[int, LineRow]) -> list[int]:
    """Return what was paid for each row's units, tax and discounts reckoned in."""
    before = {line_no: line.returned_units for line_no, line in lines.items()}
    amounts: list[int] = []
    for row in rows:
        line = lines[row.line_no]
        so_far = before[row.line_no]
        amounts.append(share(line.total_minor, line.units, before=so_far, back=row.units))
        before[row.line_no] = so_far + row.units
    return amounts


def amounts_of(life: Life, worth: list[int], asked_minor: int | None) -> list[int]:
    """Return what the customer gets a row: what it is worth, or less when less is asked for.

    Never more than what is left of what was paid. Invalid when more is asked for.
    """
    most = min(sum(worth), life.head.paid_minor - life.head.refunded_minor)
    if asked_minor is not None and asked_minor > most:
        detail = f"At most {most}: what was paid for these units and not given back yet."
        raise Invalid(detail, errors=[FieldError("/amount_minor", "range", detail)])
    return allocated(most if asked_minor is None else asked_minor, worth)
