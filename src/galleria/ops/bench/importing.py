"""One import as an operator does it, `galleria import FILE`, watched from outside."""

import asyncio
import subprocess
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.tx import reading
from galleria.ops.bench.children import GALLERIA, child, environment_of
from galleria.ops.bench.finding import is_found
from galleria.ops.bench.mall import Goods, Stall, write_feed
from galleria.ops.errors import OperatorError

POLL_S = 0.02
WITHIN_S = 1_800.0
PEAK = "VmHWM:"


IS_THERE = """
SELECT EXISTS (
    SELECT FROM product WHERE org_id = $1 AND catalog_id = $2 AND external_key = $3
)
"""


class File(Struct, frozen=True):
    """What is imported, and how its last product is known."""

    path: Path
    products: int
    variants: int
    last_key: str
    last_sku: str


class Import(Struct, frozen=True):
    """How long it took, its largest memory, and how long after its last row that was found."""

    seconds: float
    peak_mb: float
    searchable_ms: float


class Watch(Struct, frozen=True):
    """Whether the file's last row is in the catalog, and whether shoppers find it."""

    is_there: Callable[[], Awaitable[bool]]
    is_found: Callable[[], Awaitable[bool]]


def written_file(folder: Path, products: int, *, first: int = 0) -> File:
    """Write a file of so many products of the mall, with the numbers from `first`."""
    goods = Goods(UUID(int=0), UUID(int=0))
    path = folder / f"products-{first}-{products}.csv"
    variants = write_feed(path, goods, first=first, count=products)
    last = first + products - 1
    (good,) = goods.goods(last, 1)
    return File(path, products, variants, good.external_key, good.sku((*good.sizes, "")[0]))


def watching(database: Database, stall: Stall, file: File) -> Watch:
    """Look for the file's last product, in the catalog and as shoppers do."""

    async def is_there() -> bool:
        wanted = (stall.org_id, stall.catalog_id, file.last_key)
        async with reading(database, stall.shopper) as tx:
            return bool(await tx.connection.fetchval(IS_THERE, *wanted))

    async def is_found_there() -> bool:
        async with reading(database, stall.shopper) as tx:
            return await is_found(tx, stall, file.last_sku)

    return Watch(is_there, is_found_there)


async def imported(
    settings: Settings, arguments: list[str], *, folder: Path, watch: Watch
) -> Import:
    """Run the command in a process of its own until it ends and its last row is found."""
    environment = environment_of(settings, data=str(folder / "data"))
    began = time.perf_counter()
    with child([*GALLERIA, "import", *arguments], environment) as started:
        peak_mb, there_at, found_at = 0.0, None, None
        ended_at = None
        while ended_at is None or found_at is None:
            peak_mb = max(peak_mb, _peak_mb(started.process))
            if ended_at is None and started.process.poll() is not None:
                ended_at = time.perf_counter()
                if started.process.returncode != 0:
                    raise OperatorError(f"The import failed:\n{started.said}")
            if there_at is None and await watch.is_there():
                there_at = time.perf_counter()
            if there_at is not None and found_at is None and await watch.is_found():
                found_at = time.perf_counter()
            if time.perf_counter() > began + WITHIN_S:
                raise OperatorError(f"The import's last row was not found:\n{started.said}")
            await asyncio.sleep(POLL_S)
    assert there_at is not None
    return Import(ended_at - began, peak_mb, (found_at - there_at) * 1000)


def _peak_mb(process: "subprocess.Popen[bytes]") -> float:
    """Say the most memory that a living process ever held, in millions of bytes (Linux)."""
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith(PEAK):
                return int(line.split()[1]) * 1024 / 1_000_000
    return 0.0
