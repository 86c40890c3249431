"""Typed doors to offer_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog import ProductKind


class OfferRow(Struct, frozen=True):
    """`place` is the reference's, from 1; lists are null when they are empty."""

    place: int
    store_id: UUID
    product_id: UUID
    variant_id: UUID
    name: str
    kind: ProductKind
    option_values: list[str]
    sku: str | None
    price_minor: int
    currency: str
    tax_class: str
    modifiers: Raw | None
    parts: Raw | None
    is_sold: bool


class NamedRow(Struct, frozen=True):
    """A variant that is named otherwise than by its id; `place` is the reference's, from 1."""

    place: int
    store_id: UUID
    variant_id: UUID


@query
async def variants_named(
    tx: ReadTx,
    *,
    places: list[int],
    store_ids: list[UUID],
    skus: list[str | None],
    barcodes: list[str | None],
) -> list[NamedRow]: ...


@query
async def offers_of(
    tx: ReadTx,
    *,
    places: list[int],
    store_ids: list[UUID],
    variant_ids: list[UUID],
    now: datetime,
) -> list[OfferRow]: ...
