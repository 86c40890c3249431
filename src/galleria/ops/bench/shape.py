"""What a shape is, and what it is given."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec import Struct

from galleria.base.config import Settings
from galleria.ops.bench.audit import Audit
from galleria.ops.bench.measures import PAIRS_MIN, Measure

F = TypeVar("F")
L = TypeVar("L")


class Bench(Struct, frozen=True):
    """One run of a shape: its database, how thorough, and where to say what happens.

    `is_large` asks for the sizes that take minutes to make; shapes say what they measured.
    """

    settings: Settings
    is_quick: bool
    say: Callable[[str], None]
    is_large: bool = False

    @property
    def pairs(self) -> int:
        return PAIRS_MIN if self.is_quick else 9

    @property
    def pair_s(self) -> float:
        """How long one side of a pair is kept busy, where that is for us to say."""
        return 2.0 if self.is_quick else 3.0


class Outcome(Struct, frozen=True):
    """What a shape found. The first measure is the shape's; notes are for the reader."""

    measures: list[Measure]
    audit: Audit
    notes: list[str] = []


class Shape(Struct, frozen=True):
    """A named load. `needs_database` shapes get a migrated one, theirs alone unless it is named.

    Those that are `is_in_mall` only read what they made, and share one with each other.
    """

    name: str
    story: str
    budget: str
    needs_database: bool
    run: Callable[[Bench], Outcome]
    is_in_mall: bool = False


async def interleaved(
    pairs: int,
    figure: Callable[[int], Awaitable[F]],
    limit: Callable[[int], Awaitable[L]],
) -> tuple[list[F], list[L]]:
    """Measure both sides `pairs` times, side by side, taking turns in going first.

    A machine that slows down for a while slows both; going second warms nothing for good.
    """
    figures: list[F] = []
    limits: list[L] = []
    for number in range(pairs):
        if number % 2:
            limits.append(await limit(number))
            figures.append(await figure(number))
        else:
            figures.append(await figure(number))
            limits.append(await limit(number))
    return figures, limits
