"""Typed doors to store_terms_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class Terms(Struct, frozen=True):
    """How a store sells.

    `tax_country` and `tax_region` are whose taxes count where nothing is sent. An order's units are
    held for `payment_hold_s` until it is paid; a cart's for `cart_hold_s` (0: not at all).
    """

    store_id: UUID
    is_tax_included: bool
    tax_country: str | None
    tax_region: str
    number_prefix: str
    payment_hold_s: int
    cart_hold_s: int
    version: int
    updated_at: datetime | None


@query
async def find_terms(tx: ReadTx, *, store_id: UUID) -> Terms | None: ...


@query
async def lock_seller(tx: Tx, *, store_id: UUID) -> UUID | None: ...


@query
async def write_terms(
    tx: Tx,
    *,
    store_id: UUID,
    is_tax_included: bool,
    tax_country: str | None,
    tax_region: str,
    number_prefix: str,
    payment_hold_s: int,
    cart_hold_s: int,
    now: datetime,
) -> Terms: ...
