"""One shape's sides of selling: servers with the lane on and off, their figures pair by pair."""

from collections.abc import Sequence
from contextlib import ExitStack

from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.bench.busy import Round
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench

FASTER_MIN = 5.0
P99_RATIO_MIN = 10.0


class Ports:
    """The same shops served twice: with the lane, and without."""

    def __init__(self, bench: Bench, stack: ExitStack) -> None:
        without = replace(bench.settings, lane="off")
        self.on = stack.enter_context(served(bench.settings, with_worker=False))
        self.off = stack.enter_context(served(without, with_worker=False))


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
