"""Business facts, each written once in the transaction that made it true.

Audit trail, feed, webhooks and every listener read that one row. Its position in the
organization's feed is given after the commit, by the sequencer.
"""

from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.context import Actor
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.engine.event_queries import insert_events

EVENTS_MAX = 10_000
EVENTS_SIGNAL = "events"


class Event(Struct, frozen=True, tag_field="type"):
    """Subclass per fact, past tense: `class ProductCreated(Event, frozen=True, tag="product.created")`.

    Its tag is public and never changes. `subject_field` names the field with the id of what the
    fact is about, which the audit trail can be filtered by.
    """  # noqa: E501  # The example is to be copied whole.

    subject_field: ClassVar[str | None] = None


async def record(
    tx: Tx,
    events: list[Event],
    *,
    actors: list[Actor] | None = None,
    request_ids: list[str] | None = None,
    ids: list[UUID] | None = None,
) -> None:
    """Append `events` to the organization's log, in this transaction: 1 statement, any number.

    The actor and the request are the context's, or one an event from `actors` and `request_ids`.
    They keep their order in the feed. `ids` are for events that other rows named before.
    """
    if not events:
        return
    assert len(events) <= EVENTS_MAX
    actors = actors or [tx.context.actor] * len(events)
    request_ids = request_ids or [tx.context.request_id] * len(events)
    ids = ids or [new_id() for _ in events]
    assert len(actors) == len(request_ids) == len(ids) == len(events)
    await insert_events(
        tx,
        event_ids=ids,
        types=[event_type(type(event)) for event in events],
        subject_ids=[_subject_id(event) for event in events],
        actor_kinds=[actor.kind for actor in actors],
        actor_ids=[actor.actor_id for actor in actors],
        request_ids=request_ids,
        bodies=[Raw(msgspec.json.encode(event)) for event in events],
    )
    tx.signals.add(EVENTS_SIGNAL)


def event_type(event: type[Event]) -> str:
    """Return the public name of a kind of event: its tag."""
    return str(event.__struct_config__.tag)


def _subject_id(event: Event) -> UUID | None:
    field = type(event).subject_field
    return None if field is None else getattr(event, field)
