"""Typed doors to shipping_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class ShippingMethod(Struct, frozen=True):
    """How a store sends orders; `countries` empty: anywhere."""

    shipping_method_id: UUID
    store_id: UUID
    code: str
    name: str
    countries: list[str]
    price_minor: int
    free_from_minor: int | None
    tax_class: str
    is_pickup: bool
    is_active: bool
    position: int
    version: int
    updated_at: datetime


@query
async def shipping_methods_after(
    tx: ReadTx, *, store_id: UUID, position: int, code: str, rows_max: int
) -> list[ShippingMethod]: ...


@query
async def lock_shipping_method(
    tx: Tx, *, store_id: UUID, shipping_method_id: UUID
) -> ShippingMethod | None: ...


@query
async def insert_shipping_method(
    tx: Tx,
    *,
    shipping_method_id: UUID,
    store_id: UUID,
    code: str,
    name: str,
    countries: list[str],
    price_minor: int,
    free_from_minor: int | None,
    tax_class: str,
    is_pickup: bool,
    is_active: bool,
    position: int,
    now: datetime,
) -> ShippingMethod: ...


@query
async def update_shipping_method(
    tx: Tx,
    *,
    shipping_method_id: UUID,
    name: str,
    countries: list[str],
    price_minor: int,
    free_from_minor: int | None,
    tax_class: str,
    is_pickup: bool,
    is_active: bool,
    position: int,
    now: datetime,
) -> ShippingMethod: ...


@query
async def delete_shipping_method_row(tx: Tx, *, shipping_method_id: UUID) -> None: ...
