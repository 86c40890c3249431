"""Figures beside their limits: medians, spreads, and what they say of a budget. Pure."""

from statistics import median, quantiles
from typing import Literal

from msgspec import Struct

PAIRS_MIN = 5

Verdict = Literal["met", "missed", "inconclusive", "reported"]


class Spread(Struct, frozen=True):
    """A median, the middle half around it (`low` to `high`), and the extremes."""

    median: float
    low: float
    high: float
    least: float
    most: float


class Measure(Struct, frozen=True, kw_only=True):
    """One figure a pair, its limit measured in the same pair, and the budget for them.

    The ratio says how many times as good as its limit a figure is: above 1 is better than the
    limit. `is_once`: measured once, where the machine's moods change nothing. `ratio_min` bounds
    the ratio; `bound` bounds the figure itself: from above where less is
    better, from below where more is. Without either, it is only reported.
    """

    name: str
    unit: str
    figures: list[float]
    limits: list[float] = []
    limit_name: str = ""
    more_is_better: bool = False
    is_once: bool = False
    ratio_min: float | None = None
    bound: float | None = None

    @property
    def figure(self) -> Spread:
        return spread(self.figures, least=1 if self.is_once else PAIRS_MIN)

    @property
    def limit(self) -> Spread | None:
        return spread(self.limits) if self.limits else None

    @property
    def ratio(self) -> Spread | None:
        return spread(self.ratios) if self.limits else None

    @property
    def ratios(self) -> list[float]:
        pairs = zip(self.figures, self.limits, strict=True)
        if self.more_is_better:
            return [figure / limit for figure, limit in pairs]
        return [limit / figure for figure, limit in pairs]

    @property
    def verdict(self) -> Verdict:
        """Say whether every budget is met; "inconclusive" where one lies inside the spread."""
        found: list[Verdict] = []
        if self.ratio_min is not None:
            found.append(_judged(spread(self.ratios), self.ratio_min, more_is_better=True))
        if self.bound is not None:
            found.append(_judged(self.figure, self.bound, more_is_better=self.more_is_better))
        return worst(found)


def spread(values: list[float], *, least: int = PAIRS_MIN) -> Spread:
    """Return where the values lie; fewer than `least` are refused."""
    assert len(values) >= least, f"{len(values)} pairs say nothing about the spread"
    if len(values) == 1:
        return Spread(*values * 5)
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Spread(middle, low, high, min(values), max(values))


def percentile(values: list[float], percent: int) -> float:
    """Return the value that `percent` of 100 do not exceed: one that was seen, not between two."""
    assert values
    assert 0 < percent <= 100
    ordered = sorted(values)
    return ordered[-(-len(ordered) * percent // 100) - 1]


def middle(values: list[float]) -> float:
    """Return the median."""
    return median(values)


def worst(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict that counts for all: a miss beats doubt, doubt beats success."""
    for verdict in ("missed", "inconclusive", "met"):
        if verdict in verdicts:
            return verdict
    return "reported"


def _judged(seen: Spread, bound: float, *, more_is_better: bool) -> Verdict:
    if seen.low < bound < seen.high:
        return "inconclusive"
    is_met = seen.median >= bound if more_is_better else seen.median <= bound
    return "met" if is_met else "missed"
