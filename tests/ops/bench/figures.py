"""Measures and outcomes for tests: only what matters is named."""

from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.shape import Outcome

CLEAN = Audit([Count("rows", 3, 3)])


def measured(figures=(10, 11, 12, 13, 14), **fields):
    return Measure(**{"name": "total", "unit": "ms", "figures": list(figures), **fields})


def outcome(*measures, audit=CLEAN):
    return Outcome(list(measures), audit)
