"""Shoppers look at lists while 100,000 products come into the very catalog that they look at."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

import uvloop
from msgspec import Struct

from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.busy import Round, open_loop
from galleria.ops.bench.client import HttpClient, http_client
from galleria.ops.bench.importing import written_file
from galleria.ops.bench.lists import LISTED, MARK
from galleria.ops.bench.mall import Stall, fill, open_stall
from galleria.ops.bench.measures import PAIRS_MIN, Measure
from galleria.ops.bench.organization import connected_as, token_of
from galleria.ops.bench.served import House, lent_clients, served_beside_worker
from galleria.ops.bench.shape import Bench, Outcome, Shape
from galleria.ops.bench.uploading import ended, uploaded
from galleria.ops.database import opened
from galleria.ops.roles import Connection

PRODUCTS = 100_000
STOCKED = 10_000
# Of a shop that is busy and not overrun: both cores have time left.
SHOPPERS_PER_SECOND = 50
CONNECTIONS = 16
ALONE_TIMES = 3  # Of a pair's side: long enough for a p99.
TIMES_MAX = 2.0

COUNT_LISTED = "SELECT count(*) FROM listing WHERE org_id = $1 AND store_id = $2"


class Shoppers:
    """They come at a steady rate, whatever the answers take, over connections that stay open."""

    def __init__(self, port: int, store_slug: str) -> None:
        self._port = port
        self._path = f"/api/v1/shops/{store_slug}/products?limit={LISTED}"
        self.asked = 0
        self.right = 0

    async def come(self, until: Callable[[], bool]) -> Round:
        """Ask for lists until then."""
        idle = asyncio.Queue[HttpClient]()
        async with lent_clients(self._port, CONNECTIONS) as clients:
            for client in clients:
                idle.put_nowait(client)
            return await open_loop(
                lambda _: self._ask(idle), per_second=SHOPPERS_PER_SECOND, until=until
            )

    async def come_for(self, seconds: float) -> Round:
        """Ask for lists for so long."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        return await self.come(lambda: loop.time() > ends)

    async def _ask(self, idle: asyncio.Queue[HttpClient]) -> None:
        client = await idle.get()
        try:
            answer = await client.get(self._path)
        finally:
            idle.put_nowait(client)
        self.asked += 1
        self.right += answer.status == 200 and answer.body.count(MARK) == LISTED


class Pair(Struct, frozen=True):
    """The same shoppers, alone and while rows came in."""

    alone: Round
    beside: Round
    rows: int
    import_s: float


def run(bench: Bench) -> Outcome:
    """Measure with server, worker and database in processes of their own."""
    with served_beside_worker(bench.settings) as house:
        return uvloop.run(measured(bench, house, products=PRODUCTS, stocked=STOCKED))


async def measured(bench: Bench, house: House, *, products: int, stocked: int) -> Outcome:
    """Import file after file, each of products that were not there."""
    async with opened(bench.settings) as database:
        stall = await open_stall(database, products=stocked)
    await fill(bench.settings, stall, is_kept=False, say=bench.say)
    alone_s = ALONE_TIMES * bench.pair_s
    with tempfile.TemporaryDirectory(prefix="galleria-bench-") as name:
        async with (
            http_client(house.port) as anonymous,
            connected_as(bench.settings, stall.merchant) as watch,
        ):
            token = await token_of(stall.merchant, anonymous)
            shoppers = Shoppers(house.port, stall.store_slug)
            await shoppers.come_for(alone_s)
            importing = Importing(house, token, stall, watch, Path(name), products)
            pairs: list[Pair] = []
            # Each takes as long as an import does: as few as can be judged.
            for number in range(PAIRS_MIN):
                alone = await shoppers.come_for(alone_s)
                pairs.append(await importing.beside(number, shoppers, alone))
                bench.say(f"{pairs[-1].rows:,} products in {pairs[-1].import_s:.1f} s")
    return _outcome(pairs, shoppers, products)


class Importing:
    """The merchant whose files come in, one after the other."""

    def __init__(  # noqa: PLR0913  # What one import has to know.
        self,
        house: House,
        token: str,
        stall: Stall,
        watch: Connection,
        folder: Path,
        products: int,
    ) -> None:
        self._house = house
        self._token = token
        self._stall = stall
        self._watch = watch
        self._folder = folder
        self._products = products

    async def beside(self, number: int, shoppers: Shoppers, alone: Round) -> Pair:
        """Import the next file while shoppers come, from its upload until its job has ended."""
        first = self._stall.products + number * self._products
        file = await asyncio.to_thread(written_file, self._folder, self._products, first=first)
        before = await self._listed()
        task = asyncio.create_task(self._imported(file.path))
        beside = await shoppers.come(task.done)
        seconds = await task
        file.path.unlink()
        return Pair(alone, beside, await self._listed() - before, seconds)

    async def _imported(self, path: Path) -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        job_id = await uploaded(self._house.port, self._token, self._stall.catalog_id, path)
        await ended(self._house, self._watch, self._stall.merchant, job_id)
        return loop.time() - began

    async def _listed(self) -> int:
        stall = self._stall
        return int(await self._watch.fetchval(COUNT_LISTED, stall.org_id, stall.store_id))


def _outcome(pairs: list[Pair], shoppers: Shoppers, products: int) -> Outcome:
    return Outcome(
        [
            Measure(
                name=f"list-products, p99 while {products:,} products come in",
                unit="ms",
                figures=[it.beside.p99_ms for it in pairs],
                limits=[it.alone.p99_ms for it in pairs],
                limit_name="alone",
                ratio_min=1 / TIMES_MAX,
            ),
            Measure(
                name="list-products, p50",
                unit="ms",
                figures=[it.beside.p50_ms for it in pairs],
                limits=[it.alone.p50_ms for it in pairs],
                limit_name="alone",
            ),
            Measure(
                name="the import meanwhile",
                unit="rows/s",
                figures=[it.rows / it.import_s for it in pairs],
                more_is_better=True,
            ),
        ],
        Audit(
            [
                Count("right lists", shoppers.right, shoppers.asked),
                Count("products imported", sum(it.rows for it in pairs), len(pairs) * products),
            ]
        ),
        [f"{SHOPPERS_PER_SECOND} lists a second, {shoppers.asked:,} in all"],
    )


IMPORT_BESIDE_SHOPPERS = Shape(
    name="import-beside-shoppers",
    story="how long lists take while 100,000 products come in, beside how long they take alone",
    budget=f"p99 ≤ {TIMES_MAX:.0f} × alone (ratio ≥ {1 / TIMES_MAX})",
    needs_database=True,
    run=run,
)
