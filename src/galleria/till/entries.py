"""What goes through tills, written many at once."""

from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.till.queries import EntryKind, Method, insert_entries


class Entry(Struct, frozen=True):
    """`amount_minor` is negative for what leaves the till."""

    shift_id: UUID
    kind: EntryKind
    method: Method
    amount_minor: int
    actor: Actor
    order_id: UUID | None = None
    reason: str = ""


async def write_entries(tx: Tx, entries: list[Entry]) -> None:
    """Add them to their shifts: 1 statement, any number. The shifts are held by the caller."""
    if not entries:
        return
    await insert_entries(
        tx,
        entry_ids=[new_id() for _ in entries],
        shift_ids=[it.shift_id for it in entries],
        kinds=[it.kind for it in entries],
        methods=[it.method for it in entries],
        amounts_minor=[it.amount_minor for it in entries],
        order_ids=[it.order_id for it in entries],
        reasons=[it.reason for it in entries],
        actor_kinds=[it.actor.kind for it in entries],
        actor_ids=[it.actor.actor_id for it in entries],
    )
