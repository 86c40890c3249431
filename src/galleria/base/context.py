"""Who is asking, for which organization, and when: it travels with every request and job."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

Tier = Literal["standard", "professional", "enterprise"]
ActorKind = Literal["member", "api_key", "customer", "shopper", "system", "platform"]

# Seconds a statement may run, by tier (requirement R8).
STATEMENT_TIMEOUT_S: dict[Tier, int] = {"standard": 15, "professional": 30, "enterprise": 60}


class Actor(Struct, frozen=True):
    """Who acts: a member, key or customer by id; a shopper or the system has none."""

    kind: ActorKind
    actor_id: UUID | None = None


SYSTEM = Actor("system")


class Context(Struct, frozen=True):
    """Fixed for the whole request or job.

    `now` is read once, at the edge, so tests can choose it. `deadline` is on the monotonic clock,
    in seconds: no statement outlives it.
    """

    org_id: UUID
    actor: Actor
    request_id: str
    now: datetime
    tier: Tier = "standard"
    permissions: frozenset[str] = frozenset()
    store_id: UUID | None = None
    customer_id: UUID | None = None
    deadline: float | None = None


def system_context(org_id: UUID, *, request_id: str, tier: Tier = "standard") -> Context:
    """Return the context of work that nobody asked for in person: seeds, chores, the CLI."""
    return Context(org_id, SYSTEM, request_id, datetime.now(UTC), tier)
