"""What a room does to its queues, in the transaction of what it writes."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.engine.queues.queries import delete_queue, insert_queue, set_due

QUEUES_SIGNAL = "queues"


async def open_queue(tx: Tx, kind: str, queue_id: UUID) -> None:
    """Have a queue of that kind, with nothing in it; again: no change."""
    await insert_queue(tx, queue_id=queue_id, kind=kind)


async def close_queue(tx: Tx, queue_id: UUID) -> None:
    """Have nobody serve it any more; whoever does, notices within a heartbeat."""
    await delete_queue(tx, queue_id=queue_id)


async def wake_queues(tx: Tx, queue_ids: list[UUID], *, ends_rest: bool = False) -> None:
    """Have queues looked at after the commit: 1 statement, any number.

    A queue that rests after failures is looked at after its rest, or at once with `ends_rest`.
    """
    if queue_ids:
        await set_due(tx, queue_ids=queue_ids, ends_rest=ends_rest)
        tx.signals.add(QUEUES_SIGNAL)
