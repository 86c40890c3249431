"""Typed doors to inbox_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class KeptEvent(Struct, frozen=True):
    """A stored event, and whether it was applied."""

    payment_id: UUID | None
    fact: Raw
    is_applied: bool


@query
async def keep_event(
    tx: Tx,
    *,
    account_id: UUID,
    gateway_event_id: str,
    occurred_at: datetime,
    kind: str,
    payment_id: UUID | None,
    fact: Raw,
    body: bytes,
) -> None: ...


@query
async def find_event(
    tx: ReadTx, *, account_id: UUID, gateway_event_id: str, occurred_at: datetime
) -> KeptEvent | None: ...


@query
async def mark_applied(
    tx: Tx,
    *,
    account_ids: list[UUID],
    gateway_event_ids: list[str],
    occurred_ats: list[datetime],
    outcomes: list[str],
) -> None: ...
