"""What became of one try, and what follows for the delivery and its endpoint. Pure."""

import random
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.webhooks.rows import DeliveryState, Try
from galleria.webhooks.rules import BUSY, GONE, retry_after_s
from galleria.webhooks.send.queries import Due


class Tried(Struct, frozen=True):
    """One try. `asked_wait_s`: the endpoint asked to be left alone for so long."""

    what: Try
    asked_wait_s: float = 0.0

    @property
    def is_accepted(self) -> bool:
        """Any 2xx is an acceptance; a redirect is not followed, and a failure."""
        return self.what.status is not None and 200 <= self.what.status < 300

    @property
    def is_gone(self) -> bool:
        return self.what.status == GONE

    @property
    def is_unreachable(self) -> bool:
        """Nobody could be told anything there just now, not this event in particular."""
        return self.what.status is None or self.what.status in BUSY


class Outcome(Struct, frozen=True):
    """What is written of a delivery after a try; `wait_s` None: it has ended.

    `due_at` is what it was before: one that was asked for anew meanwhile is sent anew.
    """

    event_id: UUID
    recorded_at: datetime
    due_at: datetime
    state: DeliveryState
    attempt: int
    wait_s: float | None
    tried: Raw


def outcome_of(due: Due, tried: Tried) -> Outcome:
    """Say what follows for the delivery."""
    attempt = due.attempt + 1
    state: DeliveryState = "succeeded"
    wait_s = None
    if not tried.is_accepted:
        asked_s = tried.asked_wait_s
        wait_s = None if tried.is_gone else retry_after_s(attempt, random.uniform, asked_s=asked_s)
        state = "failed" if wait_s is None else "pending"
    encoded = Raw(msgspec.json.encode(tried.what))
    return Outcome(due.event_id, due.recorded_at, due.due_at, state, attempt, wait_s, encoded)
