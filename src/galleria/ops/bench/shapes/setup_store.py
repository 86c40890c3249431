"""A shop with its whole menu in one request, against the same rows one API call at a time."""

import asyncio
from uuid import UUID

import uvloop
from msgspec import Struct

from galleria.base.database import Database
from galleria.base.tx import reading
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.building import CATEGORIES, ITEMS, CallsTook, Clients, SetUpTook, Ways
from galleria.ops.bench.client import http_client
from galleria.ops.bench.measures import Measure, middle
from galleria.ops.bench.organization import Merchant, connected_as, new_merchant, token_of
from galleria.ops.bench.range import variant_count
from galleria.ops.bench.served import served
from galleria.ops.bench.shape import Bench, Outcome, Shape, interleaved
from galleria.ops.bench.side import analyse, drop_echo_table, echo_server, make_echo_table
from galleria.ops.database import opened

VARIANTS = variant_count(ITEMS)
ACCEPT_MS_MAX = 20.0
JOB_MS_MAX = 100.0
TIMES_FASTER_MIN = 15.0
CALL_RATIO_MIN = 0.5  # At most twice the echo's time.

COUNT_STORES = """
SELECT
    count(*) FILTER (WHERE menu.categories = $3 AND menu.items = $4 AND menu.variants = $5),
    coalesce(sum(menu.categories), 0)::bigint,
    coalesce(sum(menu.items), 0)::bigint,
    coalesce(sum(menu.variants), 0)::bigint
FROM store_catalog AS sells
CROSS JOIN LATERAL (
    SELECT
        (SELECT count(*) FROM category AS it
         WHERE it.org_id = $1 AND it.catalog_id = sells.catalog_id) AS categories,
        (SELECT count(*) FROM product AS it
         WHERE it.org_id = $1 AND it.catalog_id = sells.catalog_id
           AND it.category_id IS NOT NULL) AS items,
        (SELECT count(*) FROM variant AS it
         WHERE it.org_id = $1 AND it.catalog_id = sells.catalog_id) AS variants
) AS menu
WHERE sells.org_id = $1 AND sells.store_id = ANY($2::uuid[])
"""


class Rows(Struct, frozen=True):
    """How many there are, over all stores; `stores` counts those that are whole."""

    stores: int
    categories: int
    items: int
    variants: int


def run(bench: Bench) -> Outcome:
    """Measure against a server with its worker inside, as `galleria up` runs it."""
    asyncio.run(make_echo_table(bench.settings))
    with served(bench.settings, with_worker=True) as port, echo_server(bench.settings) as echo_port:
        return uvloop.run(_run(bench, port, echo_port))


async def _run(bench: Bench, port: int, echo_port: int) -> Outcome:
    async with (
        opened(bench.settings) as database,
        http_client(port) as anonymous,
        http_client(echo_port) as echo,
    ):
        merchant = await new_merchant(database)
        token = await token_of(merchant, anonymous)
        async with (
            http_client(port, token=token) as product,
            connected_as(bench.settings, merchant) as watch,
        ):
            ways = Ways(watch, merchant, Clients(product, echo))
            bench.say("one round to warm up, then the pairs")
            await interleaved(1, ways.by_set_up, ways.by_calls)
            await analyse(bench.settings)
            set_ups, calls = await interleaved(bench.pairs, ways.by_set_up, ways.by_calls)
        set_up = await _rows(database, merchant, ways.set_up)
        called = await _rows(database, merchant, ways.called)
    counts = [
        *_counts("set up", set_up, len(ways.set_up)),
        *_counts("made by calls", called, len(ways.called)),
        Count("echo rows", await drop_echo_table(bench.settings), ways.echoes),
    ]
    return Outcome(_measures(set_ups, calls), Audit(counts))


async def _rows(database: Database, merchant: Merchant, store_ids: list[UUID]) -> Rows:
    whole = (len(CATEGORIES), len(ITEMS), VARIANTS)
    async with reading(database, merchant.context) as tx:
        row = await tx.connection.fetchrow(COUNT_STORES, merchant.org_id, store_ids, *whole)
    assert row is not None
    return Rows(*row)


def _counts(how: str, rows: Rows, stores: int) -> list[Count]:
    return [
        Count(f"whole stores {how}", rows.stores, stores),
        Count(f"categories {how}", rows.categories, stores * len(CATEGORIES)),
        Count(f"items {how}", rows.items, stores * len(ITEMS)),
        Count(f"variants {how}", rows.variants, stores * VARIANTS),
    ]


def _measures(set_ups: list[list[SetUpTook]], calls: list[CallsTook]) -> list[Measure]:
    total = Measure(
        name="from the request to a shop that is there",
        unit="ms",
        figures=[middle([it.total_ms for it in some]) for some in set_ups],
        limits=[it.total_ms for it in calls],
        limit_name="one call a row",
        ratio_min=TIMES_FASTER_MIN,
    )
    accept = [[it.accept_ms for it in some] for some in set_ups]
    job = [[it.job_ms for it in some] for some in set_ups]
    return [
        total,
        _timed("accepting, p50", accept, bound=ACCEPT_MS_MAX),
        _timed("the job, enqueued to done", job, bound=JOB_MS_MAX),
        _timed("of which waiting", [[it.waiting_ms for it in some] for some in set_ups]),
        _timed("of which running", [[it.running_ms for it in some] for some in set_ups]),
        _beside_echo("one call for a category", [it.category_ms for it in calls], calls),
        _beside_echo("one call for an item", [it.item_ms for it in calls], calls),
    ]


def _timed(name: str, rounds: list[list[float]], bound: float | None = None) -> Measure:
    figures = [middle(some) for some in rounds]
    return Measure(name=name, unit="ms", figures=figures, bound=bound)


def _beside_echo(name: str, figures: list[float], calls: list[CallsTook]) -> Measure:
    return Measure(
        name=name,
        unit="ms",
        figures=figures,
        limits=[it.echo_ms for it in calls],
        limit_name="echo and INSERT",
        ratio_min=CALL_RATIO_MIN,
    )


SETUP_STORE = Shape(
    name="setup-store",
    story="100 categories and 200 items in one request, beside one API call a row",
    budget=(
        f"≥ {TIMES_FASTER_MIN:.0f} × one call a row; accepting ≤ {ACCEPT_MS_MAX:.0f} ms, "
        f"job ≤ {JOB_MS_MAX:.0f} ms; a call ≤ 2 × an echo with one INSERT"
    ),
    needs_database=True,
    run=run,
)
