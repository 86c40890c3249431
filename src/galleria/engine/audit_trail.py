"""The audit trail: who did what in an organization, newest first."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.tx import ReadTx
from galleria.engine.feed_queries import FeedEvent, newest_events, newest_events_of_subject

From = Annotated[datetime, Meta(tz=True, description="From then on; with its zone.")]
Until = Annotated[datetime, Meta(tz=True, description="Until before then; with its zone.")]
EventType = Annotated[str, Meta(max_length=100, description="For example `product.created`.")]


class AuditQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Which part of the audit trail; every filter given must hold."""

    subject_id: UUID | None = None
    actor_id: UUID | None = None
    type: EventType | None = None
    recorded_from: From | None = None
    recorded_until: Until | None = None


class _Place(Struct, frozen=True):
    event_id: UUID


async def list_audit_trail(tx: ReadTx, *, query: AuditQuery) -> Page[FeedEvent]:
    """Return who did what, newest first. Rare types or actors without a time range may be slow."""
    place = query.after(_Place)
    before = place.event_id if place else None
    if query.subject_id is None:
        rows = await newest_events(
            tx,
            before=before,
            actor_id=query.actor_id,
            type=query.type,
            recorded_from=query.recorded_from,
            recorded_until=query.recorded_until,
            limit=query.limit + 1,
        )
    else:
        rows = await newest_events_of_subject(
            tx,
            subject_id=query.subject_id,
            before=before,
            actor_id=query.actor_id,
            type=query.type,
            recorded_from=query.recorded_from,
            recorded_until=query.recorded_until,
            limit=query.limit + 1,
        )
    return page(rows, query.limit, _place_of)


def _place_of(event: FeedEvent) -> _Place:
    return _Place(event.event_id)
