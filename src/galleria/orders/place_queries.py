"""Typed doors to place_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class LastSerial(Struct, frozen=True):
    """The last number that a store has given."""

    store_id: UUID
    last_serial: int


@query
async def known_customers(tx: ReadTx, *, customer_ids: list[UUID]) -> list[UUID]: ...


@query
async def insert_orders(  # house: an argument a column
    tx: Tx,
    *,
    at: datetime,
    store_ids: list[UUID],
    prefixes: list[str],
    currencies: list[str],
    are_tax_included: list[bool],
    counts: list[int],
    product_ids: list[UUID],
    variant_ids: list[UUID],
    location_ids: list[UUID],
    store_nos: list[int],
    nths: list[int],
    order_ids: list[UUID],
    are_paid: list[bool],
    lines_minor: list[int],
    tax_minor: list[int],
    total_minor: list[int],
    more: list[Raw | None],
    head_nos: list[int],
    line_nos: list[int],
    offer_nos: list[int],
    location_nos: list[int | None],
    names: list[str],
    skus: list[str | None],
    option_values: list[str],
    tax_classes: list[str],
    line_units: list[int],
    line_price_minor: list[int],
    line_tax_rate_ppm: list[int],
    line_tax_minor: list[int],
    line_total_minor: list[int],
    line_portions: list[Raw],
    line_more: list[Raw | None],
) -> list[LastSerial]: ...
