"""What sells best: units are counted as orders are told of, products are ranked a moment later."""

from datetime import timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.tx import Tx
from galleria.engine.feed_queries import FeedEvent
from galleria.engine.jobs import enqueue
from galleria.engine.run import JobRun
from galleria.listing.jobs import RankSold
from galleria.listing.later_queries import lock_documents
from galleria.listing.queries import catalogs_sold
from galleria.listing.stock_queries import count_sold, rank_sold

RANKED_AFTER = timedelta(seconds=20)
RANKED_MAX = 200  # In one transaction: shoppers' documents are locked meanwhile.


class _Line(Struct, frozen=True):
    product_id: UUID
    units: int


class _Order(Struct, frozen=True):
    """What of an order's event is counted."""

    store_id: UUID
    lines: list[_Line]


_ORDERS = msgspec.json.Decoder(_Order)


async def count_placed(tx: Tx, events: list[FeedEvent]) -> None:
    """Count what was ordered: once an order, for the count commits with the feed's progress."""
    await _count(tx, events, 1)


async def count_cancelled(tx: Tx, events: list[FeedEvent]) -> None:
    """Count what was not sold after all."""
    await _count(tx, events, -1)


async def rank_products(run: JobRun, _job: RankSold) -> None:
    """Sort products by what was sold of them by now, a few at a time."""
    while True:
        async with run.transaction() as tx:
            for catalog_id in sorted(await catalogs_sold(tx)):
                await lock_documents(tx, catalog_id=catalog_id)
            if await rank_sold(tx, rows_max=RANKED_MAX) < RANKED_MAX:
                await run.finish(tx)
                return


async def _count(tx: Tx, events: list[FeedEvent], sign: int) -> None:
    orders = [_ORDERS.decode(event.body) for event in events]
    lines = [(order.store_id, line) for order in orders for line in order.lines]
    if not lines:
        return
    unranked = await count_sold(
        tx,
        store_ids=[store_id for store_id, _ in lines],
        product_ids=[line.product_id for _, line in lines],
        units=[sign * line.units for _, line in lines],
    )
    if unranked:
        await enqueue(tx, [RankSold()], wait=RANKED_AFTER)
