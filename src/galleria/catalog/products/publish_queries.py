"""Typed doors to publish_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class DueProduct(Struct, frozen=True):
    product_id: UUID
    name: str


@query
async def products_due(
    tx: ReadTx, *, catalog_id: UUID, product_ids: list[UUID], publish_ats: list[datetime]
) -> list[DueProduct]: ...
