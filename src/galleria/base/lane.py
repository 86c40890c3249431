"""What a lane is to those who use one: commands of many, done in one transaction, a result each.

All sales of an organization go through one lane a process: while one batch commits, arrivals wait;
the next batch takes everyone who waits. A use case of a lane is written for a list,

    async def place_orders(tx: Tx, asked: list[Asked[PlaceOrder]]) -> list[PlacedOrder | Refusal]

and answers each in its place: its result, or the Refusal of one for whom nothing was changed. What
it raises fails the batch, which is then done again one by one, so that a poisonous command harms
only itself. `tx.context` has the organization and nobody's name; each `Asked` says who asks.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor, Context
from galleria.base.recorded import Recorded
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx

C = TypeVar("C")
R = TypeVar("R")


class Asked(Struct, Generic[C], frozen=True):
    """One command, with who asks for it and when."""

    command: C
    actor: Actor
    request_id: str
    now: datetime
    permissions: frozenset[str] = frozenset()
    store_id: UUID | None = None
    customer_id: UUID | None = None


# The lane that every sale of an organization goes through. What needs no place among them (payments
# that end, whose units are held already) has another, so that neither cuts the other's batches.
SALES = "sales"
SETTLEMENTS = "settlements"

LaneUseCase = Callable[[Tx, list[Asked[C]]], Awaitable[Sequence[R | Refusal]]]


def asked_by(context: Context, command: C) -> Asked[C]:
    """Return `command` as asked for by whoever the context names."""
    return Asked(
        command,
        context.actor,
        context.request_id,
        context.now,
        context.permissions,
        context.store_id,
        context.customer_id,
    )


class Keyed(Struct, frozen=True):
    """An idempotency key, what its request was, and how a result or decided refusal is kept."""

    key: str
    fingerprint: bytes
    keep: Callable[[Any], Recorded]


class Kept(Struct, frozen=True):
    """The answer under a key, and whether an earlier request had it already."""

    recorded: Recorded
    is_replayed: bool


class Lanes(Protocol):
    """What the engine's lanes offer: each answers after the COMMIT, and only then."""

    async def ask(
        self, context: Context, use_case: LaneUseCase[C, R], command: C, *, lane: str = SALES
    ) -> R:
        """Have `command` done in the lane's next batch; its Refusal is raised.

        `Overloaded` when too many wait, and while the process stops.
        """
        ...

    async def ask_once(
        self,
        context: Context,
        use_case: LaneUseCase[C, R],
        command: C,
        *,
        keyed: Keyed,
        lane: str = SALES,
    ) -> Kept:
        """Like `ask`, once for a key: the answer is kept in the batch, a decided refusal, too.

        Refusals: those of idempotency, and what is not decided, which burns no key.
        """
        ...
