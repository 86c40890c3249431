"""Typed doors to order_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Expiry(Struct, frozen=True):
    """Until when an order waits for its payment."""

    expires_at: datetime


@query
async def find_expiry(tx: ReadTx, *, order_id: UUID) -> Expiry | None: ...
