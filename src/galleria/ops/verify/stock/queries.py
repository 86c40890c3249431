"""Typed doors to queries.sql."""

from datetime import datetime

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class StockCounts(Struct, frozen=True):
    counters: int
    movements: int
    holds: int
    order_lines: int


@query
async def counters_that_differ(tx: ReadTx, *, rows_max: int) -> list[str]: ...


@query
async def holds_that_differ(tx: ReadTx, *, rows_max: int) -> list[str]: ...


@query
async def impossible_counters(tx: ReadTx, *, rows_max: int) -> list[str]: ...


@query
async def orphan_holds(tx: ReadTx, *, late_at: datetime, rows_max: int) -> list[str]: ...


@query
async def lines_that_differ(tx: ReadTx, *, rows_max: int) -> list[str]: ...


@query
async def stock_counts(tx: ReadTx) -> StockCounts: ...
