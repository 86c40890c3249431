"""Queues that one process serves at a time: an organization's work for one party outside.

A room declares a kind and how one is served; its items are rows of its own. Whoever serves a queue
holds its lease, so what is known of the other party (it is slow, it is gone) is known in one place.
"""

from galleria.engine.queues.open import close_queue, open_queue, wake_queues
from galleria.engine.queues.serve import QUEUES_SIGNAL, Queues
from galleria.engine.queues.served import Left, QueueKind, ServedQueue, Server

__all__ = [
    "QUEUES_SIGNAL",
    "Left",
    "QueueKind",
    "Queues",
    "ServedQueue",
    "Server",
    "close_queue",
    "open_queue",
    "wake_queues",
]
