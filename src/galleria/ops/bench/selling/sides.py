"""One shape's sides of selling: servers with the lane on and off, their figures pair by pair."""

from collections.abc import Sequence

from msgspec import Struct

from galleria.ops.bench.busy import Round
from galleria.ops.bench.measures import Measure

FASTER_MIN = 5.0
P99_RATIO_MIN = 10.0


class Sides(Struct, frozen=True):
    """Rounds of two ways to do the same, in pairs."""

    name: str
    ours: Sequence[Round]
    others: Sequence[Round]
    others_name: str

    def orders(self, ratio_min: float | None) -> Measure:
        """Return orders a second beside the others'."""
        return Measure(
            name=f"{self.name}, orders",
            unit="/s",
            figures=[it.per_second for it in self.ours],
            limits=[it.per_second for it in self.others],
            limit_name=self.others_name,
            more_is_better=True,
            ratio_min=ratio_min,
        )

    def slowest(self, ratio_min: float | None) -> Measure:
        """Return what 99 of 100 orders did not exceed, beside the others'."""
        return Measure(
            name=f"{self.name}, p99",
            unit="ms",
            figures=[it.p99_ms for it in self.ours],
            limits=[it.p99_ms for it in self.others],
            limit_name=self.others_name,
            ratio_min=ratio_min,
        )
