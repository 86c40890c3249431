"""Typed doors to queries.sql."""

from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import Tx


class ProductChangeRow(Struct, frozen=True):
    """What one event changed of one product; `before` is what undoing it restores."""

    product_id: UUID
    kind: Literal["created", "updated"]
    changed: list[str]
    before: Raw | None = None
    after: Raw | None = None


@query
async def insert_changes(tx: Tx, *, event_id: UUID, rows: list[ProductChangeRow]) -> None: ...
