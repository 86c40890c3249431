"""Typed doors to event_queries.sql."""

from uuid import UUID

from msgspec import Raw

from galleria.base.sql import query
from galleria.base.tx import Tx


@query
async def insert_events(
    tx: Tx,
    *,
    event_ids: list[UUID],
    types: list[str],
    subject_ids: list[UUID | None],
    actor_kinds: list[str],
    actor_ids: list[UUID | None],
    request_ids: list[str],
    bodies: list[Raw],
) -> None: ...
