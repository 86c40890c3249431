"""Typed doors to list_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Exclusion(Struct, frozen=True):
    """A product, or a category with all below it, that a store does not sell; who said so, when.

    It counts while the store sells `catalog_id`, and again when it comes back to it.
    """

    exclusion_id: UUID
    catalog_id: UUID
    product_id: UUID | None
    category_id: UUID | None
    name: str
    reason: str
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    created_at: datetime


class StorePrice(Struct, frozen=True):
    """A store's own price of a variant, in the variant's currency, beside the catalog's."""

    variant_id: UUID
    product_id: UUID
    catalog_id: UUID
    name: str
    sku: str | None
    option_values: list[str]
    price_minor: int
    compare_at_minor: int | None
    catalog_price_minor: int
    currency: str
    updated_at: datetime


class StoreWindow(Struct, frozen=True):
    """When a store sells a product; null: from ever, or for ever."""

    product_id: UUID
    catalog_id: UUID
    name: str
    slug: str
    available_from: datetime | None
    available_until: datetime | None
    updated_at: datetime


@query
async def exclusions_after(
    tx: ReadTx, *, store_id: UUID, after: UUID, rows_max: int
) -> list[Exclusion]: ...


@query
async def prices_after(
    tx: ReadTx, *, store_id: UUID, after: UUID, rows_max: int
) -> list[StorePrice]: ...


@query
async def windows_after(
    tx: ReadTx, *, store_id: UUID, after: UUID, rows_max: int
) -> list[StoreWindow]: ...
