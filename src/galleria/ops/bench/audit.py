"""What a shape counted afterwards, against what it did: fast and wrong is worth nothing. Pure."""

from msgspec import Struct


class Count(Struct, frozen=True):
    """So many were found of what should be there."""

    what: str
    counted: int
    expected: int


class Audit(Struct, frozen=True):
    counts: list[Count]

    @property
    def fault(self) -> str | None:
        """Say why the audit failed; None when every count is as expected, and not zero."""
        if not self.counts:
            return "nothing was counted"
        faults = [fault for count in self.counts if (fault := _fault(count))]
        return "; ".join(faults) or None

    @property
    def line(self) -> str:
        """What was counted, in one line."""
        return ", ".join(f"{it.counted:,} of {it.expected:,} {it.what}" for it in self.counts)


def _fault(count: Count) -> str | None:
    if count.expected == 0:
        return f"there were no {count.what} to count"
    if count.counted != count.expected:
        return f"{count.counted:,} {count.what} instead of {count.expected:,}"
    return None
