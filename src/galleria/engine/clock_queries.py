"""Typed door to clock_queries.sql: the time by which things end, whatever a process thinks."""

from datetime import datetime

from galleria.base.sql import query
from galleria.base.tx import ReadTx


@query
async def database_time(tx: ReadTx) -> datetime: ...
