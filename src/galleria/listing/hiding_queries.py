"""Typed doors to hiding_queries.sql."""

from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


@query
async def hide_closed(tx: Tx, *, catalog_id: UUID, category_ids: list[UUID]) -> None: ...


@query
async def categories_of(tx: ReadTx, *, product_ids: list[UUID]) -> list[UUID]: ...


@query
async def clear_store(tx: Tx, *, store_id: UUID) -> None: ...
