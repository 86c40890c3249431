"""`galleria bench list` and `galleria bench run`."""

import asyncio
import gc
import os
import sys
from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import msgspec

from galleria.base.config import Settings
from galleria.ops.bench.report import ShapeReport, report, text_lines
from galleria.ops.bench.shape import Bench, Shape
from galleria.ops.bench.shapes import SHAPES
from galleria.ops.bench.surroundings import surroundings
from galleria.ops.database import database_for_command, migration_url, with_database
from galleria.ops.errors import OperatorError
from galleria.ops.factory import GC_THRESHOLDS

MET = 0
MISSED = 1
# Neither met nor missed: a script that goes on only after success does not go on.
INCONCLUSIVE = 2


def list_shapes() -> None:
    """Print every shape with its story and its budget."""
    for shape in SHAPES.values():
        print(f"{shape.name}: {shape.story}; budget {shape.budget}")


def run_shapes(
    settings: Settings,
    names: list[str],
    *,
    is_quick: bool,
    json_path: Path | None,
    is_large: bool = False,
) -> int:
    """Measure the named shapes, one after the other, and return the exit status.

    0 when every budget is met and every audit clean, 1 when one is missed or failed, else 2 when
    a budget lies inside the spread. Results are written to `json_path` shape by shape.
    """
    unknown = [name for name in names if name not in SHAPES]
    if unknown or not names:
        raise OperatorError(
            f"{f'There is no shape {unknown[0]}' if unknown else 'Which shape?'}: "
            f"choose from {', '.join(SHAPES)}."
        )
    # As in a serving process: what is measured here must not wait for another's collections.
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    reports: list[ShapeReport] = []
    with ExitStack() as lent:
        databases = _Databases(settings, lent)
        for name in names:
            shape = SHAPES[name]
            with databases.of(shape) as its_own:
                bench = Bench(its_own, is_quick, _say, is_large)
                reports.append(_run(shape, bench))
            if json_path is not None:
                json_path.write_bytes(msgspec.json.format(msgspec.json.encode(reports)) + b"\n")
    return exit_status(reports)


def exit_status(reports: list[ShapeReport]) -> int:
    """Return the status that tells a script how the runs ended."""
    if any(it.fault is not None or it.verdict == "missed" for it in reports):
        return MISSED
    return INCONCLUSIVE if any(it.verdict == "inconclusive" for it in reports) else MET


def _run(shape: Shape, bench: Bench) -> ShapeReport:
    url = migration_url(bench.settings) if shape.needs_database else None
    around = asyncio.run(surroundings(url))
    print(f"{shape.name}: {shape.story}\n  {around.line}", flush=True)
    outcome = shape.run(bench)
    print("\n".join(text_lines(shape.name, outcome)), flush=True)
    return report(shape.name, outcome, around)


class _Databases:
    """Each shape's database; the mall's is kept until the last shape is done."""

    def __init__(self, settings: Settings, kept: ExitStack) -> None:
        url = os.environ.get("GALLERIA_BENCH_URL")
        self._settings = with_database(settings, url) if url else settings
        self._kept = kept
        self._mall: Settings | None = None

    @contextmanager
    def of(self, shape: Shape) -> Generator[Settings]:
        if not shape.needs_database:
            yield self._settings
        elif shape.is_in_mall:
            if self._mall is None:
                self._mall = self._kept.enter_context(self._lent())
            yield self._mall
        else:
            with self._lent() as lent:
                yield lent

    def _lent(self) -> AbstractContextManager[Settings]:
        return database_for_command(self._settings, throwaway=True, note=_say)


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
