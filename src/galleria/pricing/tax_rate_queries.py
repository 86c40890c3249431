"""Typed doors to tax_rate_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class TaxRate(Struct, frozen=True):
    """What is taxed on a class of goods in a country, or in a region of it; 190000 is 19 %."""

    tax_rate_id: UUID
    country: str
    region: str
    tax_class: str
    name: str
    rate_ppm: int
    version: int
    updated_at: datetime


@query
async def tax_rates_after(
    tx: ReadTx, *, country: str, region: str, tax_class: str, rows_max: int
) -> list[TaxRate]: ...


@query
async def lock_tax_rate(tx: Tx, *, tax_rate_id: UUID) -> TaxRate | None: ...


@query
async def insert_tax_rate(
    tx: Tx,
    *,
    tax_rate_id: UUID,
    country: str,
    region: str,
    tax_class: str,
    name: str,
    rate_ppm: int,
    now: datetime,
) -> TaxRate: ...


@query
async def update_tax_rate(
    tx: Tx, *, tax_rate_id: UUID, name: str, rate_ppm: int, now: datetime
) -> TaxRate: ...


@query
async def delete_tax_rate_row(tx: Tx, *, tax_rate_id: UUID) -> None: ...
