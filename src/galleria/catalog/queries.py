"""Typed doors to queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.attributes.rules import Definition

BEFORE_ALL = UUID(int=0)

CatalogKind = Literal["erp", "manual", "vendor", "dropship"]
CatalogStatus = Literal["draft", "active", "inactive"]


class Catalog(Struct, frozen=True):
    """What can be sold. `source` and its settings say where an erp or vendor catalog comes from."""

    catalog_id: UUID
    name: str
    kind: CatalogKind
    status: CatalogStatus
    currency: str
    source: str | None
    source_config: Raw
    sync_settings: Raw
    owner_member_id: UUID | None
    last_synced_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class LockedRow(Catalog, frozen=True):
    """A catalog, locked; `definitions` are the organization's attributes as JSON."""

    plan_cache_mode: str
    definitions: Raw
    holds_documents: bool


class LockedCatalog(Catalog, frozen=True):
    """A catalog that nobody else writes to until this transaction ends."""

    plan_cache_mode: str
    definitions: list[Definition]


class StoreCatalog(Struct, frozen=True):
    """What a store sells; null: nothing. Version 0: it was never said."""

    store_id: UUID
    catalog_id: UUID | None
    version: int


class CatalogUses(Struct, frozen=True):
    stores: int
    has_categories: bool
    has_products: bool


@query
async def insert_catalog(
    tx: Tx,
    *,
    catalog_id: UUID,
    name: str,
    kind: str,
    status: str,
    currency: str,
    source: str | None,
    source_config: Raw,
    sync_settings: Raw,
    owner_member_id: UUID | None,
    now: datetime,
) -> Catalog: ...


@query
async def find_catalog(tx: ReadTx, *, catalog_id: UUID) -> Catalog | None: ...


@query
async def lock_catalog(tx: Tx, *, catalog_id: UUID, plan_cache_mode: str) -> LockedRow | None: ...


@query
async def lock_catalog_alone(
    tx: Tx, *, catalog_id: UUID, plan_cache_mode: str
) -> LockedRow | None: ...


@query
async def catalog_ids(tx: ReadTx) -> list[UUID]: ...


@query
async def keep_plans(tx: Tx) -> str: ...


@query
async def catalogs_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[Catalog]: ...


@query
async def update_catalog(
    tx: Tx,
    *,
    catalog_id: UUID,
    name: str,
    kind: str,
    status: str,
    currency: str,
    source: str | None,
    source_config: Raw,
    sync_settings: Raw,
    owner_member_id: UUID | None,
    now: datetime,
) -> Catalog: ...


@query
async def delete_catalog_row(tx: Tx, *, catalog_id: UUID) -> None: ...


@query
async def uses_of_catalog(tx: ReadTx, *, catalog_id: UUID) -> CatalogUses: ...


@query
async def member_is_here(tx: ReadTx, *, member_id: UUID) -> bool: ...


@query
async def find_store_catalog(tx: ReadTx, *, store_id: UUID) -> StoreCatalog | None: ...


@query
async def lock_seller(tx: Tx, *, store_id: UUID) -> UUID | None: ...


@query
async def put_store_catalog(
    tx: Tx, *, store_id: UUID, catalog_id: UUID | None, version: int, now: datetime
) -> StoreCatalog | None: ...


@query
async def refresh_statistics(tx: Tx) -> None: ...
