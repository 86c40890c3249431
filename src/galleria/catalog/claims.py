"""Who gets a code that only one may have: slug, external key, SKU, barcode; pure."""

from collections.abc import Callable
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import FieldError

Code = tuple[str, str]  # What kind of code, and its value.


class Wish(Struct, frozen=True):
    """The codes that a row of a call gains and gives up, if it is done."""

    index: int
    gained: list[Code]
    lost: list[Code]


def wish(index: int, before: set[Code], after: set[Code]) -> Wish:
    """Return what a row gains and gives up."""
    return Wish(index, sorted(after - before), sorted(before - after))


def contested(wishes: list[Wish], holders: dict[Code, UUID]) -> dict[int, list[Code]]:
    """Return the rows that cannot have a code they want, and which.

    All rows happen at once: a code may go from one row to another in the same call. Of two rows
    that want the same code, the first gets it. A refused row keeps its codes, so whoever was to
    have one of those is refused, too.
    """
    given_up = {code for row in wishes for code in row.lost}
    takers: dict[Code, int] = {}
    faults: dict[int, list[Code]] = {}
    for row in wishes:
        for code in row.gained:
            if code in takers or (code in holders and code not in given_up):
                faults.setdefault(row.index, []).append(code)
            else:
                takers[code] = row.index
    _spread({row.index: row for row in wishes}, takers, faults)
    return faults


def _spread(rows: dict[int, Wish], takers: dict[Code, int], faults: dict[int, list[Code]]) -> None:
    waiting = list(faults)
    while waiting:
        for code in rows[waiting.pop()].lost:
            taker = takers.get(code)
            if taker is not None and taker not in faults:
                faults[taker] = [code]
                waiting.append(taker)


def taken_errors(codes: list[Code], pointer_of: Callable[[Code], str]) -> list[FieldError]:
    """Return the errors of a row that cannot have these codes."""
    return [
        FieldError(pointer_of(code), "taken", f"Another one has the {_word(code[0])} {code[1]!r}.")
        for code in codes
    ]


def _word(kind: str) -> str:
    return kind.replace("_", " ")
