"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class ExclusionTarget(Struct, frozen=True):
    """A product or category of the catalog; without an exclusion, the store sells it."""

    target_id: UUID
    kind: str
    exclusion_id: UUID | None
    reason: str | None


class ExclusionRow(Struct, frozen=True):
    exclusion_id: UUID
    product_id: UUID | None
    category_id: UUID | None
    reason: str


class GoneExclusion(Struct, frozen=True):
    exclusion_id: UUID
    catalog_id: UUID
    product_id: UUID | None
    category_id: UUID | None


class PriceThere(Struct, frozen=True):
    """A variant, and the store's own price of it; not set: it sells at the catalog's."""

    variant_id: UUID
    product_id: UUID
    is_set: bool
    price_minor: int | None
    compare_at_minor: int | None


class PriceRow(Struct, frozen=True):
    variant_id: UUID
    price_minor: int
    compare_at_minor: int | None


class WindowThere(Struct, frozen=True):
    """A product, and when the store sells it; not set: always."""

    product_id: UUID
    is_set: bool
    available_from: datetime | None
    available_until: datetime | None


class WindowRow(Struct, frozen=True):
    product_id: UUID
    available_from: datetime | None
    available_until: datetime | None


@query
async def hold_store(tx: Tx, *, store_id: UUID) -> UUID | None: ...


@query
async def exclusion_targets(
    tx: ReadTx,
    *,
    store_id: UUID,
    catalog_id: UUID,
    product_ids: list[UUID],
    category_ids: list[UUID],
) -> list[ExclusionTarget]: ...


@query
async def put_exclusions(
    tx: Tx,
    *,
    store_id: UUID,
    catalog_id: UUID,
    rows: list[ExclusionRow],
    actor_kind: str,
    actor_id: UUID | None,
    now: datetime,
) -> None: ...


@query
async def delete_exclusions(
    tx: Tx, *, store_id: UUID, exclusion_ids: list[UUID]
) -> list[GoneExclusion]: ...


@query
async def prices_there(
    tx: ReadTx, *, store_id: UUID, catalog_id: UUID, variant_ids: list[UUID]
) -> list[PriceThere]: ...


@query
async def put_prices(tx: Tx, *, store_id: UUID, rows: list[PriceRow], now: datetime) -> None: ...


@query
async def delete_prices(tx: Tx, *, store_id: UUID, variant_ids: list[UUID]) -> None: ...


@query
async def windows_there(
    tx: ReadTx, *, store_id: UUID, catalog_id: UUID, product_ids: list[UUID]
) -> list[WindowThere]: ...


@query
async def put_windows(tx: Tx, *, store_id: UUID, rows: list[WindowRow], now: datetime) -> None: ...


@query
async def delete_windows(tx: Tx, *, store_id: UUID, product_ids: list[UUID]) -> None: ...
