"""A file of 100,000 products comes in, beside psql copying the same rows into the same tables."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from galleria.base.config import Settings
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.clones import cloned
from galleria.ops.bench.copying import Table, copy_in, copy_out, filled_tables, in_order
from galleria.ops.bench.importing import File, Import, imported, watching, written_file
from galleria.ops.bench.mall import Stall, define_attributes, open_stall
from galleria.ops.bench.measures import PAIRS_MIN, Measure
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.bench.verifying import verified
from galleria.ops.database import migration_url, opened
from galleria.ops.migrator import administrator

PRODUCTS = 100_000
LARGE_PRODUCTS = 1_000_000
RATIO_MIN = 0.5
SEARCHABLE_MS_MAX = 1_000.0
PEAK_MB_MAX = 250.0
# What a product of the file leaves one row in, at least.
ROW_BY_ROW = ("product", "listing", "product_change")


class Ways:
    """The file, imported; and its rows as the import left them, copied in by psql."""

    def __init__(self, settings: Settings, stall: Stall, file: File, folder: Path) -> None:
        self._settings = settings
        self._stall = stall
        self._file = file
        self._folder = folder
        self._copied: list[Table] = []
        self.counts: list[Count] = []

    async def ours(self, number: int) -> Import:
        """Import into a copy of the database, in which the catalog is empty."""
        async with cloned(self._settings) as clone:
            before = await self._tables(clone)
            done = await import_once(clone, self._stall, self._file, self._folder)
            after = await self._tables(clone)
            self._count(after)
            if not self._copied:
                new = [table for name, table in after.items() if name not in before]
                async with administrator(migration_url(clone)) as connection:
                    self._copied = await in_order(connection, new)
                await self._keep(clone)
                context, products = self._stall.merchant.context, self._file.products
                self.counts += await verified(clone, context, documents=products)
            return done

    async def limit(self, _number: int) -> float:
        """Copy the rows into another copy, and return the seconds."""
        async with cloned(self._settings) as clone:
            url = migration_url(clone)
            took_ms = await asyncio.to_thread(copy_in, url, self._copied, self._folder)
            after = await self._tables(clone)
        self.counts += [
            Count(f"rows copied into {it.name}", after[it.name].rows, it.rows)
            for it in self._copied
        ]
        return took_ms / 1000

    @property
    def copied(self) -> str:
        """Which tables the limit copies, with their rows."""
        return ", ".join(f"{table.name} {table.rows:,}" for table in self._copied)

    async def _tables(self, settings: Settings) -> dict[str, Table]:
        async with administrator(migration_url(settings)) as connection:
            return await filled_tables(connection, self._stall.org_id)

    async def _keep(self, clone: Settings) -> None:
        """Write the rows into files that the limit copies in."""
        await asyncio.to_thread(
            copy_out, migration_url(clone), self._copied, self._folder, org_id=self._stall.org_id
        )

    def _count(self, after: dict[str, Table]) -> None:
        rows = {name: after[name].rows if name in after else 0 for name in ROW_BY_ROW}
        self.counts += [
            *(Count(f"rows in {name}", rows[name], self._file.products) for name in ROW_BY_ROW),
            Count("rows in variant", after["variant"].rows, self._file.variants),
        ]


def run(bench: Bench) -> Outcome:
    """Import into empty catalogs, each in a database of its own."""
    return uvloop.run(measured(bench, products=PRODUCTS))


async def measured(bench: Bench, *, products: int) -> Outcome:
    """Measure pairs; and once, where it is asked for, how much memory a large file takes."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="galleria-bench-")))
        async with opened(bench.settings) as database:
            stall = await open_stall(database, products=products)
        await define_attributes(bench.settings, stall)
        ways = Ways(bench.settings, stall, written_file(folder, products), folder)
        bench.say("one import to warm up and to know its rows, then the pairs")
        await ways.ours(-1)
        # Minutes each: as few pairs as can be judged.
        figures, limits = await interleaved(PAIRS_MIN, ways.ours, ways.limit)
        measures = _measures(products, figures, limits)
        if bench.is_large:
            file = written_file(folder, LARGE_PRODUCTS)
            async with cloned(bench.settings) as clone:
                done = await import_once(clone, stall, file, folder)
            measures += _large_measures(done, file)
    return Outcome(measures, Audit(_summed(ways.counts)), [f"psql copies {ways.copied}"])


async def import_once(settings: Settings, stall: Stall, file: File, folder: Path) -> Import:
    """Import a file into the stall's catalog, and wait until its last row is found."""
    target = ["--organization", stall.merchant.slug, "--catalog", str(stall.catalog_id)]
    async with opened(settings) as database:
        watch = watching(database, stall, file)
        return await imported(settings, [str(file.path), *target], folder=folder, watch=watch)


def _measures(products: int, figures: list[Import], limits: list[float]) -> list[Measure]:
    return [
        Measure(
            name=f"{products:,} products imported by the command, its start included",
            unit="rows/s",
            figures=[products / it.seconds for it in figures],
            limits=[products / seconds for seconds in limits],
            limit_name="psql \\copy",
            more_is_better=True,
            ratio_min=RATIO_MIN,
        ),
        Measure(
            name="from the last row in the catalog until it is found",
            unit="ms",
            figures=[it.searchable_ms for it in figures],
            bound=SEARCHABLE_MS_MAX,
        ),
        Measure(
            name=f"memory of the importing process, {products:,} products",
            unit="MB",
            figures=[it.peak_mb for it in figures],
            bound=PEAK_MB_MAX,
        ),
    ]


def _large_measures(done: Import, file: File) -> list[Measure]:
    # Once is enough: memory does not depend on how busy the machine is.
    return [
        Measure(
            name=f"memory of the importing process, {file.products:,} products, once",
            unit="MB",
            figures=[done.peak_mb],
            bound=PEAK_MB_MAX,
            is_once=True,
        ),
        Measure(
            name=f"{file.products:,} products imported, once",
            unit="rows/s",
            figures=[file.products / done.seconds],
            more_is_better=True,
            is_once=True,
        ),
    ]


def _summed(counts: list[Count]) -> list[Count]:
    """Add up what is counted again and again."""
    found: dict[str, Count] = {}
    for count in counts:
        so_far = found.get(count.what, Count(count.what, 0, 0))
        found[count.what] = Count(
            count.what, so_far.counted + count.counted, so_far.expected + count.expected
        )
    return list(found.values())


IMPORT_100K = Shape(
    name="import-100k",
    story="a file of 100,000 products comes in, beside psql copying the same rows",
    budget=(
        f"≥ {RATIO_MIN} × psql's rows/s; found ≤ {SEARCHABLE_MS_MAX / 1000:.0f} s after the last "
        f"row; ≤ {PEAK_MB_MAX:.0f} MB (--large: at 1,000,000)"
    ),
    needs_database=True,
    run=run,
)
