"""Holds live longer: the money for them is set aside, and is to be captured."""

from datetime import datetime
from uuid import UUID

from galleria.base.tx import Tx
from galleria.engine.jobs import enqueue
from galleria.stock.expiry import ReleaseHolds
from galleria.stock.prolong_queries import prolong


async def prolong_holds(tx: Tx, order_ids: list[UUID], *, until: datetime) -> None:
    """Keep what these orders hold until then, and no shorter than it was kept: 2 statements.

    The orders are locked by the caller; whoever releases their holds locks them first, too.
    """
    await prolong(tx, order_ids=order_ids, until=until)
    await enqueue(tx, [ReleaseHolds()], run_at=until)
