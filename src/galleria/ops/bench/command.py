"""`galleria bench list` and `galleria bench run`."""

import asyncio
import gc
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
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
    settings: Settings, names: list[str], *, is_quick: bool, json_path: Path | None
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
    for name in names:
        reports.append(_run(SHAPES[name], settings, is_quick=is_quick))
        if json_path is not None:
            json_path.write_bytes(msgspec.json.format(msgspec.json.encode(reports)) + b"\n")
    return exit_status(reports)


def exit_status(reports: list[ShapeReport]) -> int:
    """Return the status that tells a script how the runs ended."""
    if any(it.fault is not None or it.verdict == "missed" for it in reports):
        return MISSED
    return INCONCLUSIVE if any(it.verdict == "inconclusive" for it in reports) else MET


def _run(shape: Shape, settings: Settings, *, is_quick: bool) -> ShapeReport:
    with _database(shape, settings) as lent:
        around = asyncio.run(surroundings(migration_url(lent) if shape.needs_database else None))
        print(f"{shape.name}: {shape.story}\n  {around.line}", flush=True)
        outcome = shape.run(Bench(lent, is_quick, _say))
    print("\n".join(text_lines(shape.name, outcome)), flush=True)
    return report(shape.name, outcome, around)


@contextmanager
def _database(shape: Shape, settings: Settings) -> Generator[Settings]:
    url = os.environ.get("GALLERIA_BENCH_URL")
    named = with_database(settings, url) if url else settings
    if not shape.needs_database:
        yield named
        return
    with database_for_command(named, throwaway=True, note=_say) as lent:
        yield lent


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
