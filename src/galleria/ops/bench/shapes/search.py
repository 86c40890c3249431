"""Shoppers search one shop among many: two words, two words with a slip, what to choose from."""

from collections.abc import Sequence

import uvloop
from msgspec import Struct

from galleria.ops.bench.asking import choices, counted, searched, two_words, with_a_slip
from galleria.ops.bench.audit import Audit
from galleria.ops.bench.malls import stall_of
from galleria.ops.bench.reads import Ask, Reader, Reads
from galleria.ops.bench.shape import Bench, Outcome, Shape
from galleria.ops.bench.unguarded import unguarded
from galleria.ops.database import migration_url, opened

PRODUCTS = 100_000
COPIES = 9
SAMPLES = 60
# As many as there are cores: with more, it is waiting for one another that would be measured.
CLIENTS = 2
RATIO_MIN = 0.7


class Kind(Struct, frozen=True):
    """A kind of search, its budget, and the statements that it may send."""

    name: str
    p99_ms_max: float
    statements: int
    asks: Sequence[Ask]


def run(bench: Bench) -> Outcome:
    """Search in a shop of 100,000 products; the other organizations have 900,000."""
    return uvloop.run(measured(bench, products=PRODUCTS, copies=COPIES))


async def measured(bench: Bench, *, products: int, copies: int) -> Outcome:
    """Measure each kind beside the same statements without row-level security."""
    stall = await stall_of(bench, products, copies=copies)
    kinds = _kinds(products)
    async with opened(bench.settings) as database, unguarded(bench.settings) as copies_of:
        readers = [
            Reader(
                database,
                Reads(
                    context=stall.shopper,
                    asks=kind.asks,
                    statements=kind.statements,
                    limit_url=migration_url(bench.settings),
                    limit_sample=copies_of.sample,
                    clients=CLIENTS,
                    seconds=bench.pair_s,
                ),
            )
            for kind in kinds
        ]
        for reader in readers:
            await reader.prepare()
            await reader.warm_up()
        for number in range(bench.pairs):
            for reader in readers:
                await reader.pair(number)
    found = list(zip(kinds, readers, strict=True))
    return Outcome(
        [
            measure
            for kind, reader in found
            for measure in reader.measures(
                kind.name, ratio_min=RATIO_MIN, http_ratio_min=None, p99_ms=kind.p99_ms_max
            )
        ],
        Audit([count for kind, reader in found for count in reader.counts(kind.name)]),
        [f"{products:,} products among {(copies + 1) * products:,}; pgbench runs without policies"],
    )


def _kinds(products: int) -> list[Kind]:
    words, slips = two_words(products, SAMPLES), with_a_slip(products, SAMPLES)
    return [
        Kind("two words", 20.0, 2, [searched(it, is_corrected=False) for it in words]),
        Kind("a typo", 40.0, 4, [searched(it, is_corrected=True) for it in slips]),
        Kind("facets", 40.0, 3, [counted(it) for it in choices(products, SAMPLES)]),
    ]


SEARCH = Shape(
    name="search",
    story="two words, a typo and facets in 100,000 products of 1,000,000, beside no row security",
    budget=f"≥ {RATIO_MIN} × the same without policies; p99 ≤ 20 ms, 40 ms, 40 ms",
    needs_database=True,
    run=run,
    is_in_mall=True,
)
