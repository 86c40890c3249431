"""Typed door to expire_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Expiry(Struct, frozen=True):
    """An order that waits for its payment, until when, and whether that is over."""

    order_id: UUID
    expires_at: datetime
    is_over: bool


@query
async def expiry_of(tx: ReadTx, *, order_ids: list[UUID]) -> list[Expiry]: ...
