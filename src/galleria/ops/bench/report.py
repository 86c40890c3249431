"""A shape's outcome as text, its last line in a form that never changes, and as JSON. Pure."""

from msgspec import Struct

from galleria.ops.bench.audit import Count
from galleria.ops.bench.measures import Measure, Spread, Verdict, worst
from galleria.ops.bench.shape import Outcome
from galleria.ops.bench.surroundings import Surroundings


class MeasureReport(Struct, frozen=True):
    """A measure with what follows from it."""

    name: str
    unit: str
    figure: Spread
    figures: list[float]
    limit: Spread | None
    limits: list[float]
    limit_name: str
    ratio: Spread | None
    budget: str
    verdict: Verdict


class ShapeReport(Struct, frozen=True):
    """Everything about one run of a shape, for machines."""

    shape: str
    verdict: Verdict
    fault: str | None
    line: str
    measures: list[MeasureReport]
    counts: list[Count]
    notes: list[str]
    surroundings: Surroundings


def report(shape: str, outcome: Outcome, surroundings: Surroundings) -> ShapeReport:
    """Return the whole report of a run."""
    return ShapeReport(
        shape,
        worst([measure.verdict for measure in outcome.measures]),
        outcome.audit.fault,
        last_line(shape, outcome),
        [_measure_report(measure) for measure in outcome.measures],
        outcome.audit.counts,
        outcome.notes,
        surroundings,
    )


def text_lines(shape: str, outcome: Outcome) -> list[str]:
    """Return what is printed: measures, notes, the audit's counts, doubts, and the last line."""
    lines = [f"  {measure_line(measure)}" for measure in outcome.measures]
    lines += [f"  {note}" for note in outcome.notes]
    lines.append(f"  audit counted {outcome.audit.line or 'nothing'}")
    doubted = [it.name for it in outcome.measures if it.verdict == "inconclusive"]
    if doubted:
        lines.append(f"  inconclusive, run again: {', '.join(doubted)}")
    missed = [it.name for it in outcome.measures if it.verdict == "missed"]
    if missed:
        lines.append(f"  budget missed: {', '.join(missed)}")
    return [*lines, last_line(shape, outcome)]


def last_line(shape: str, outcome: Outcome) -> str:
    """Return `SHAPE: FIGURE UNIT (limit L, ratio R, budget B) audit clean`, or why it failed.

    Scripts read this line: its form is a promise.
    """
    measure = outcome.measures[0]
    limit = number(measure.limit.median) if measure.limit else "none"
    ratio = number(measure.ratio.median) if measure.ratio else "none"
    fault = outcome.audit.fault
    return (
        f"{shape}: {number(measure.figure.median)} {measure.unit} "
        f"(limit {limit}, ratio {ratio}, budget {budget_text(measure)}) "
        f"audit {f'FAILED: {fault}' if fault else 'clean'}"
    )


def measure_line(measure: Measure) -> str:
    """Return one measure with medians, the middle half, and the extremes."""
    parts = [f"{measure.name}: {_spread_text(measure.figure, measure.unit)}"]
    if measure.limit is not None and measure.ratio is not None:
        parts.append(f"{measure.limit_name or 'limit'} {_spread_text(measure.limit, measure.unit)}")
        parts.append(f"ratio {_spread_text(measure.ratio, '×')}")
    if measure.verdict != "reported":
        parts.append(f"budget {budget_text(measure)}: {measure.verdict}")
    return "; ".join(parts)


def budget_text(measure: Measure) -> str:
    """Return a measure's bounds in words."""
    bounds: list[str] = []
    if measure.ratio_min is not None:
        bounds.append(f"≥ {number(measure.ratio_min)}")
    if measure.bound is not None:
        sign = "≥" if measure.more_is_better else "≤"
        bounds.append(f"{sign} {number(measure.bound)} {measure.unit}")
    return " and ".join(bounds) or "none"


def number(value: float) -> str:
    """Return three figures that mean something: 1630, 41.2, 0.83."""
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spread_text(seen: Spread, unit: str) -> str:
    return (
        f"{number(seen.median)} {unit} ({number(seen.low)}–{number(seen.high)}, "
        f"all {number(seen.least)}–{number(seen.most)})"
    )


def _measure_report(measure: Measure) -> MeasureReport:
    return MeasureReport(
        measure.name,
        measure.unit,
        measure.figure,
        measure.figures,
        measure.limit,
        measure.limits,
        measure.limit_name,
        measure.ratio,
        budget_text(measure),
        measure.verdict,
    )
