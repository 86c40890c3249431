"""Typed door to claim_queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import Tx


@query
async def claim_order(
    tx: Tx,
    *,
    customer_id: UUID,
    email: str,
    store_id: UUID,
    serials: list[int],
    number: str,
    now: datetime,
) -> UUID | None: ...
