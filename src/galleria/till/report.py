"""What a shift took, by method: pure sums of its entries."""

from msgspec import Struct

from galleria.till.queries import EntrySum, Shift


class ShiftReport(Struct, frozen=True):
    """`expected_now_minor` is the cash that should be in the till, late bills included."""

    shift: Shift
    expected_now_minor: int
    sums: list[EntrySum]


def expected_cash(sums: list[EntrySum]) -> int:
    """Return how much cash its entries leave in the till."""
    return sum(it.amount_minor for it in sums if it.method == "cash")
