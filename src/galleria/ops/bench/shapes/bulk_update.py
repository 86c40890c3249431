"""A price list comes in: 1,000 products of 5,000 get a new price in one call."""

import time
from collections.abc import Awaitable, Callable

import uvloop

from galleria.base.database import Database
from galleria.base.tx import transaction
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.client import HttpClient, as_json, http_client
from galleria.ops.bench.measures import Measure, middle
from galleria.ops.bench.organization import Merchant, new_merchant, token_of
from galleria.ops.bench.prices import Counted, PriceList
from galleria.ops.bench.range import plain_products, stock_catalog
from galleria.ops.bench.replay import Psql, psql
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.bench.side import analyse
from galleria.ops.database import login_urls, opened

PRODUCTS = 5_000
CHANGED = 1_000
RATIO_MIN = 0.5
# In each pair, of which the median counts: now and then a commit waits for a new file of the log.
RUNS = 3
# A prepared statement gets the plan it keeps at its sixth execution.
WARM_UP_PAIRS = 2


class Ways:
    """The three ways to the same new prices; each returns its milliseconds, and is counted."""

    def __init__(self, prices: PriceList, session: Psql, client: HttpClient) -> None:
        self._prices = prices
        self._session = session
        self._client = client
        self.http_ms: list[float] = []

    async def ours(self, _number: int) -> float:
        """By the use case; then over HTTP, for the record."""
        took_ms = await self._middle(self._by_use_case)
        self.http_ms.append(await self._middle(self._over_http))
        return took_ms

    async def limit(self, _number: int) -> float:
        """By psql."""
        return await self._middle(self._by_psql)

    async def _middle(self, way: Callable[[], Awaitable[float]]) -> float:
        took_ms: list[float] = []
        for _ in range(RUNS):
            took_ms.append(await way())
            await self._prices.count()
        return middle(took_ms)

    async def _by_use_case(self) -> float:
        return await self._prices.change(self._prices.rows())

    async def _by_psql(self) -> float:
        sent = await self._prices.statements(self._prices.rows())
        return self._session.replay(self._prices.begin, sent)

    async def _over_http(self) -> float:
        body = as_json({"rows": self._prices.rows()})
        began = time.perf_counter()
        answer = await self._client.send("PATCH", self._prices.path, body)
        took_ms = (time.perf_counter() - began) * 1000
        answer.json(dict)
        return took_ms


def run(bench: Bench) -> Outcome:
    """Measure on one catalog, with a server beside for the calls over HTTP."""
    with (
        served(bench.settings, with_worker=False) as port,
        psql(login_urls(bench.settings)[0]) as session,
    ):
        return uvloop.run(_run(bench, port, session))


async def _run(bench: Bench, port: int, session: Psql) -> Outcome:
    async with opened(bench.settings) as database, http_client(port) as anonymous:
        merchant = await new_merchant(database)
        prices = await _price_list(database, merchant)
        token = await token_of(merchant, anonymous)
        async with http_client(port, token=token) as client:
            ways = Ways(prices, session, client)
            await analyse(bench.settings)
            await interleaved(WARM_UP_PAIRS, ways.ours, ways.limit)
            ways.http_ms.clear()
            figures, limits = await interleaved(bench.pairs, ways.ours, ways.limit)
    return _outcome(figures, limits, ways.http_ms, prices.counted)


async def _price_list(database: Database, merchant: Merchant) -> PriceList:
    async with transaction(database, merchant.context) as tx:
        catalog, product_ids = await stock_catalog(tx, plain_products(PRODUCTS))
    # Spread over the whole catalog, as the price list of one supplier is.
    chosen = product_ids[:: PRODUCTS // CHANGED]
    return PriceList(database, merchant.context, catalog.catalog_id, chosen)


def _outcome(
    figures: list[float], limits: list[float], http_ms: list[float], counted: list[Counted]
) -> Outcome:
    expected = CHANGED * len(counted)
    return Outcome(
        [
            Measure(
                name=f"{CHANGED:,} products, use case",
                unit="ms",
                figures=figures,
                limits=limits,
                limit_name="psql",
                ratio_min=RATIO_MIN,
            ),
            Measure(
                name=f"{CHANGED:,} products, over HTTP",
                unit="ms",
                figures=http_ms,
                limits=limits,
                limit_name="psql",
            ),
        ],
        Audit(
            [
                Count("rows with new price and version", sum(it.rows for it in counted), expected),
                Count("events", sum(it.events for it in counted), expected),
            ]
        ),
        [f"{len(counted)} runs by three ways, warm-ups included; each was counted"],
    )


BULK_UPDATE = Shape(
    name="bulk-update",
    story="1,000 of 5,000 products get a new price in one call, beside psql with its statements",
    budget=f"≥ {RATIO_MIN} × psql",
    needs_database=True,
    run=run,
)
