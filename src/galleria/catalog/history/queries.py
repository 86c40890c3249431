"""Typed doors to queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.context import ActorKind
from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx

ChangeKind = Literal["created", "updated"]


class ProductChangeRow(Struct, frozen=True):
    """What one event changed of one product; `before` is what undoing it restores."""

    product_id: UUID
    kind: ChangeKind
    changed: list[str]
    before: Raw | None = None
    after: Raw | None = None


class HistoryRow(Struct, frozen=True):
    """An event of the product's own, or (`is_shared`) its part in one event about many."""

    is_shared: bool
    event_id: UUID
    at: datetime
    type: str | None
    kind: ChangeKind | None
    actor_kind: ActorKind | None
    actor_id: UUID | None
    request_id: str | None
    body: Raw | None
    changed: list[str] | None
    before: Raw | None
    after: Raw | None


@query
async def insert_changes(tx: Tx, *, event_id: UUID, rows: list[ProductChangeRow]) -> None: ...


@query
async def history_of_product(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    product_id: UUID,
    event_id: UUID,
    changed_at: datetime,
    change_event_id: UUID,
    rows_max: int,
) -> list[HistoryRow]: ...
