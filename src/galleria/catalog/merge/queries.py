"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class KeyedRow(Struct, frozen=True):
    product_id: UUID
    external_key: str
    name: str


@query
async def keyed_products(
    tx: ReadTx, *, catalog_id: UUID, after: UUID, rows_max: int
) -> list[KeyedRow]: ...


@query
async def archive(
    tx: Tx, *, catalog_id: UUID, product_ids: list[UUID], now: datetime
) -> list[UUID]: ...
