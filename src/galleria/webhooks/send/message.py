"""What is sent: the event as its row says it, small enough for anybody's front door. Pure."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from galleria.webhooks.send.queries import Due

BODY_BYTES_MAX = 20_000
NOTE = "It is larger than 20 kB: read it at GET /api/v1/events?after={}&limit=1."
NO_FACTS = Raw(b"{}")


class Message(Struct, frozen=True):
    """The body of a delivery. The same event has the same id at every endpoint and every try."""

    id: UUID
    type: str
    timestamp: str
    position: int
    subject_id: UUID | None
    data: Raw
    note: str | UnsetType = UNSET


def body_of(due: Due) -> bytes:
    """Return the bytes to send; of a large event the ids alone, and where to read it."""
    position = due.position or 0
    message = Message(
        id=due.event_id,
        type=due.type,
        timestamp=due.recorded_at.isoformat().replace("+00:00", "Z"),
        position=position,
        subject_id=due.subject_id,
        data=due.facts,
    )
    body = msgspec.json.encode(message)
    if len(body) < BODY_BYTES_MAX:
        return body
    thin = msgspec.structs.replace(message, data=NO_FACTS, note=NOTE.format(position - 1))
    return msgspec.json.encode(thin)
