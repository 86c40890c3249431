"""Typed doors to scan_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.listing.shop.rows import Availability


class ScannedRow(Struct, frozen=True):
    """The variant that a code stands for, as the store sells it."""

    locale: str
    product_id: UUID
    variant_id: UUID
    name: str
    slug: str
    kind: Literal["physical", "digital", "gift_card", "bundle"]
    option_values: list[str]
    sku: str | None
    barcode: str | None
    price_minor: int
    compare_at_minor: int | None
    currency: str
    image: Raw | None
    availability: Availability
    free_units: int | None


@query
async def scanned(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    barcode: str,
    code: str,
    now: datetime,
) -> ScannedRow | None: ...
