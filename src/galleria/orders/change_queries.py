"""Typed doors to change_queries.sql."""

from uuid import UUID

from msgspec import Raw

from galleria.base.sql import query
from galleria.base.tx import Tx


@query
async def write_change(  # house: an argument a column
    tx: Tx,
    *,
    order_id: UUID,
    lines_minor: int,
    discount_minor: int,
    tax_minor: int,
    total_minor: int,
    customer_name: str,
    customer_email: str,
    customer_phone: str,
    shipping_address: Raw | None,
    billing_address: Raw | None,
    shipping_method: Raw | None,
    metadata: Raw,
    comment: str,
) -> None: ...


@query
async def write_lines(tx: Tx, *, order_id: UUID, lines: Raw) -> None: ...
