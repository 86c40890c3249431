"""Typed doors to write_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import Tx
from galleria.catalog.products.queries import ProductRow, VariantRow


class DeletedProduct(Struct, frozen=True):
    product_id: UUID
    name: str


class PartToWrite(Struct, frozen=True):
    product_id: UUID
    variant_id: UUID
    position: int
    quantity: int


@query
async def insert_products(
    tx: Tx,
    *,
    catalog_id: UUID,
    rows: list[ProductRow],
    variants: list[VariantRow],
    placed_ids: list[UUID],
    category_ids: list[UUID],
    now: datetime,
) -> None: ...


@query
async def update_products(
    tx: Tx, *, catalog_id: UUID, rows: list[ProductRow], now: datetime
) -> None: ...


@query
async def touch_products(
    tx: Tx, *, catalog_id: UUID, product_ids: list[UUID], now: datetime
) -> None: ...


@query
async def replace_places(
    tx: Tx,
    *,
    catalog_id: UUID,
    gone_ids: list[UUID],
    gone_category_ids: list[UUID],
    placed_ids: list[UUID],
    category_ids: list[UUID],
) -> None: ...


@query
async def insert_variants(
    tx: Tx, *, catalog_id: UUID, rows: list[VariantRow], now: datetime
) -> None: ...


@query
async def update_variants(tx: Tx, *, rows: list[VariantRow], now: datetime) -> None: ...


@query
async def delete_variants(tx: Tx, *, variant_ids: list[UUID]) -> None: ...


@query
async def delete_further_barcodes(tx: Tx, *, catalog_id: UUID, codes: list[str]) -> None: ...


@query
async def insert_further_barcodes(
    tx: Tx, *, catalog_id: UUID, codes: list[str], variant_ids: list[UUID]
) -> None: ...


@query
async def delete_bundle_parts(tx: Tx, *, product_ids: list[UUID]) -> None: ...


@query
async def insert_bundle_parts(tx: Tx, *, catalog_id: UUID, rows: list[PartToWrite]) -> None: ...


@query
async def delete_products(
    tx: Tx, *, catalog_id: UUID, product_ids: list[UUID]
) -> list[DeletedProduct]: ...
