"""Typed doors to discount_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class Discount(Struct, frozen=True):
    """What a code gives off an order's lines; `store_id` null: in every store."""

    discount_id: UUID
    store_id: UUID | None
    code: str
    name: str
    kind: Literal["percent", "amount"]
    rate_ppm: int | None
    amount_minor: int | None
    currency: str | None
    lines_min_minor: int
    starts_at: datetime | None
    ends_at: datetime | None
    is_active: bool
    version: int
    updated_at: datetime


@query
async def discounts_after(tx: ReadTx, *, code: str, rows_max: int) -> list[Discount]: ...


@query
async def find_discount(tx: ReadTx, *, discount_id: UUID) -> Discount | None: ...


@query
async def lock_discount(tx: Tx, *, discount_id: UUID) -> Discount | None: ...


@query
async def insert_discount(
    tx: Tx,
    *,
    discount_id: UUID,
    store_id: UUID | None,
    code: str,
    name: str,
    kind: str,
    rate_ppm: int | None,
    amount_minor: int | None,
    currency: str | None,
    lines_min_minor: int,
    starts_at: datetime | None,
    ends_at: datetime | None,
    is_active: bool,
    now: datetime,
) -> Discount: ...


@query
async def update_discount(
    tx: Tx,
    *,
    discount_id: UUID,
    name: str,
    lines_min_minor: int,
    starts_at: datetime | None,
    ends_at: datetime | None,
    is_active: bool,
    now: datetime,
) -> Discount: ...


@query
async def delete_discount_row(tx: Tx, *, discount_id: UUID) -> None: ...
