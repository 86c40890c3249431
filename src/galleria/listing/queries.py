"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


@query
async def write_listing(
    tx: Tx, *, catalog_id: UUID, product_ids: list[UUID], now: datetime
) -> list[UUID]: ...


@query
async def plan_for_values(tx: Tx) -> str: ...


@query
async def products_below(
    tx: ReadTx, *, catalog_id: UUID, category_ids: list[UUID], after: UUID, rows_max: int
) -> list[UUID]: ...


@query
async def products_after(
    tx: ReadTx, *, catalog_id: UUID, after: UUID, rows_max: int
) -> list[UUID]: ...


@query
async def catalog_of(tx: ReadTx, *, store_id: UUID) -> UUID | None: ...


@query
async def catalogs_sold(tx: ReadTx) -> list[UUID]: ...
