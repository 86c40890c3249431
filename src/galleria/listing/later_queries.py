"""Typed doors to later_queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import Tx


class Pending(Struct, frozen=True):
    """Products of one chunk of an import."""

    product_ids: list[UUID]


@query
async def put_pending(
    tx: Tx, *, pending_id: UUID, catalog_id: UUID, product_ids: list[UUID]
) -> None: ...


@query
async def lock_documents(tx: Tx, *, catalog_id: UUID) -> bool: ...


@query
async def take_pending(tx: Tx, *, catalog_id: UUID) -> Pending | None: ...
