"""Typed doors to prolong_queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import Tx


@query
async def prolong(tx: Tx, *, order_ids: list[UUID], until: datetime) -> None: ...
