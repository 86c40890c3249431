"""Typed doors to placed_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class PlacedProduct(Struct, frozen=True):
    """A product, seen from a category that it may be in, as its primary one or beside it."""

    product_id: UUID
    version: int
    has_primary: bool
    is_primary: bool
    is_here: bool
    categories: int


class ArrangedProduct(Struct, frozen=True):
    product_id: UUID
    name: str


@query
async def placed_products(
    tx: ReadTx, *, catalog_id: UUID, category_id: UUID, product_ids: list[UUID]
) -> list[PlacedProduct]: ...


@query
async def place_products(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, product_ids: list[UUID], now: datetime
) -> None: ...


@query
async def unplace_products(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, product_ids: list[UUID], now: datetime
) -> None: ...


@query
async def arranged_products(tx: ReadTx, *, category_id: UUID) -> list[ArrangedProduct]: ...


@query
async def arrange_products(
    tx: Tx, *, category_id: UUID, product_ids: list[UUID], positions: list[int | None]
) -> None: ...


@query
async def touch_category(tx: Tx, *, catalog_id: UUID, category_id: UUID, now: datetime) -> int: ...
