"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.products.publish import Due


class NamedCategory(Struct, frozen=True):
    category_id: UUID
    kind: str


@query
async def plan_for_values(tx: ReadTx) -> str: ...


@query
async def write_changes(
    tx: Tx, *, catalog_id: UUID, event_id: UUID, rows: Raw, now: datetime
) -> list[UUID]: ...


@query
async def newly_due(tx: ReadTx, *, catalog_id: UUID, rows: Raw, now: datetime) -> list[Due]: ...


@query
async def categories_named(
    tx: ReadTx, *, catalog_id: UUID, category_ids: list[UUID]
) -> list[NamedCategory]: ...
