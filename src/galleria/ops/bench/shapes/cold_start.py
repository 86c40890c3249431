"""How long after `galleria up` the first product is served, and what the API process weighs."""

import http.client
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.children import (
    GALLERIA,
    Child,
    child,
    command_line,
    descendants,
    free_port,
    is_alive,
    listens,
    resident_mb,
)
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.shape import Bench, Outcome, Shape
from galleria.ops.demo import demo_organizations
from galleria.ops.errors import OperatorError

SERVED_S_MAX = 5.0
RESIDENT_MB_MAX = 150.0
# Memory is weighed when it has done some work, not while it is still empty.
READS = 300
ANSWER_WAIT_S = 30
POLL_S = 0.005
# Python's keeper of shared memory goes a moment after the process that it served.
ENDED_WITHIN_S = 2.0
FRESH_PAIRS_MAX = 7


class Wanted(Struct, frozen=True):
    """The demo's product that is asked for, and what its body has to say."""

    path: str
    name: str
    prices: frozenset[int]

    def is_said_by(self, body: bytes) -> bool:
        """Say whether the body is of this product, with all of its prices."""
        said = msgspec.json.decode(body, type=_Product)
        prices = frozenset(variant.price_minor for variant in said.variants)
        return said.name == self.name and prices == self.prices


class _Variant(Struct, frozen=True):
    price_minor: int


class _Product(Struct, frozen=True):
    name: str
    variants: list[_Variant]


class Start(Struct, frozen=True):
    """One start, from the command to the first product, and its end."""

    served_s: float
    resident_mb: float
    is_right: bool
    left: list[str]


def run(bench: Bench) -> Outcome:
    """Start it again and again: on a folder made before, and on one made just then."""
    wanted = _wanted()
    fresh: list[Start] = []
    again: list[Start] = []
    with _folder() as kept:
        bench.say("the first start makes the kept folder, and is not counted")
        _start(kept, wanted)
        for _ in range(min(bench.pairs, FRESH_PAIRS_MAX)):
            with _folder() as new:
                fresh.append(_start(new, wanted))
            again.append(_start(kept, wanted))
            bench.say(f"fresh {fresh[-1].served_s:.2f} s, again {again[-1].served_s:.2f} s")
    return _outcome(fresh, again)


def _wanted() -> Wanted:
    organization = demo_organizations()[0]
    item = organization.items[0]
    return Wanted(
        f"/api/v1/shops/{organization.stores[0].slug}/products/{item.slug}",
        item.name,
        frozenset(it.price_minor for it in item.variants) or frozenset([item.price_minor]),
    )


def _outcome(fresh: list[Start], again: list[Start]) -> Outcome:
    starts = fresh + again
    left = [process for start in starts for process in start.left]
    return Outcome(
        [
            _served("first product served, fresh folder", fresh),
            _served("first product served, folder kept", again),
            Measure(
                name="memory of the API process",
                unit="MB",
                figures=[start.resident_mb for start in starts],
                bound=RESIDENT_MB_MAX,
            ),
        ],
        Audit(
            [
                Count("right products", sum(start.is_right for start in starts), len(starts)),
                Count(
                    "starts that left no process behind",
                    sum(not start.left for start in starts),
                    len(starts),
                ),
            ]
        ),
        [f"left behind: {process}" for process in left],
    )


def _served(name: str, starts: list[Start]) -> Measure:
    figures = [start.served_s for start in starts]
    return Measure(name=name, unit="s", figures=figures, bound=SERVED_S_MAX)


def _start(folder: Path, wanted: Wanted) -> Start:
    port = free_port()
    environment = {"GALLERIA_DATA": str(folder), "GALLERIA_PORT": str(port)}
    began = time.monotonic()
    with child([*GALLERIA, "up"], environment) as laptop:
        first = _first(laptop, port, wanted.path)
        served_s = time.monotonic() - began
        for _ in range(READS):
            _get(port, wanted.path)
        started = [laptop.process.pid, *descendants(laptop.process.pid)]
        weight_mb = resident_mb(_serving(started))
    return Start(served_s, weight_mb, wanted.is_said_by(first), _left(started, port))


def _left(started: list[int], port: int) -> list[str]:
    """Return what is still there of a start: of processes that end by themselves, soon after."""
    deadline = time.monotonic() + ENDED_WITHIN_S
    while any(is_alive(process) for process in started) and time.monotonic() < deadline:
        time.sleep(POLL_S)
    left = [f"{process} {command_line(process)}" for process in started if is_alive(process)]
    return [*left, f"somebody on port {port}"] if listens(port) else left


def _first(laptop: Child, port: int, path: str) -> bytes:
    found: list[bytes] = []

    def is_served() -> bool:
        with suppress(OSError, http.client.HTTPException):
            found.append(_get(port, path))
        return bool(found and found[-1])

    laptop.wait_until(is_served)
    return found[-1]


def _get(port: int, path: str) -> bytes:
    """Return a body, or nothing when the answer is no success."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WAIT_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        return body if answer.status == 200 else b""
    finally:
        connection.close()


def _serving(processes: list[int]) -> int:
    # Granian's main process watches; the one it spawned answers.
    serving = [it for it in processes if "spawn_main" in command_line(it)]
    if len(serving) != 1:
        raise OperatorError(f"{len(serving)} API processes were found instead of one.")
    return serving[0]


@contextmanager
def _folder() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="galleria-bench-"))
    try:
        # mkdtemp closes it to everybody, and PostgreSQL's account must pass.
        folder.chmod(0o711)
        yield folder / "data"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


COLD_START = Shape(
    name="cold-start",
    story="from `galleria up` to the demo's first product over HTTP, and the API process's memory",
    budget=f"≤ {SERVED_S_MAX:.0f} s and ≤ {RESIDENT_MB_MAX:.0f} MB",
    needs_database=False,
    run=run,
)
