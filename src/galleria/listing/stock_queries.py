"""Typed doors to stock_queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class TurnedProducts(Struct, frozen=True):
    catalog_id: UUID
    product_ids: list[UUID]


@query
async def products_of_variants(tx: ReadTx, *, variant_ids: list[UUID]) -> list[TurnedProducts]: ...


@query
async def count_sold(
    tx: Tx, *, store_ids: list[UUID], product_ids: list[UUID], units: list[int]
) -> int: ...


@query
async def rank_sold(tx: Tx, *, rows_max: int) -> int: ...
