"""Sends what is due to one endpoint: a few at once, results gathered, and rests when it is away."""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from galleria.base.call import Services
from galleria.base.config import Settings
from galleria.engine.outbound import open_outbound
from galleria.engine.queues import Left, QueueKind, ServedQueue, Server
from galleria.engine.vault import open_vault
from galleria.webhooks.create_endpoint import QUEUE_KIND
from galleria.webhooks.keys import Keys, keys_of
from galleria.webhooks.rules import rest_s
from galleria.webhooks.send.outcome import Outcome, Tried, outcome_of
from galleria.webhooks.send.post import Post, tried
from galleria.webhooks.send.queries import Due, Target
from galleria.webhooks.send.turn import Brought, Turn, take_turn

# At once, to one endpoint, by all processes together; to one that was away, only one.
SENDS_MAX = 8
# At once, by this process.
PROCESS_SENDS_MAX = 256
IN_HAND_MAX = 100
OUTCOMES_MAX = 50
# Results and news are gathered for so long while there is much to do; the first is not waited with.
GATHER_S = 0.1
LOOK_S = 1.0
LINGER_S = 2.0


@asynccontextmanager
async def couriers(services: Services) -> AsyncGenerator[Server]:
    """Lend what serves endpoints: they share connections, apart from those of payments."""
    settings = services.get(Settings)
    async with open_outbound(
        allow_private=settings.allow_private_targets, connections_max=PROCESS_SENDS_MAX
    ) as outbound:
        post = Post(outbound, open_vault(settings), asyncio.Semaphore(PROCESS_SENDS_MAX))

        async def serve(queue: ServedQueue) -> Left:
            return await Courier(queue, post).serve()

        yield serve


WEBHOOKS = QueueKind(QUEUE_KIND, couriers)


class Courier:
    """Serves one endpoint while this process has its lease."""

    def __init__(self, queue: ServedQueue, post: Post) -> None:
        self._queue = queue
        self._post = post
        self._failures = queue.failures
        # After its rest an endpoint is tried once more, however it failed before.
        self._has_failed_again = False
        self._ready: deque[Due] = deque()
        self._sending: dict[UUID, asyncio.Task[None]] = {}
        self._outcomes: list[Outcome] = []
        self._accepted = 0
        self._is_gone = False
        self._url = ""
        self._generations: list[Keys] = []
        self._sealed: tuple[bytes, bytes | None] = (b"", None)

    async def serve(self) -> Left:
        """Send until nothing is due for a while, or the endpoint has to rest, or we stop."""
        try:
            return await self._served()
        finally:
            for task in self._sending.values():
                task.cancel()

    async def _served(self) -> Left:
        idle_since = time.monotonic()
        while True:
            turn = await self._turn()
            self._start()
            if self._sending:
                idle_since = time.monotonic()
            elif not self._outcomes:
                if turn.target is None or not turn.target.is_active:
                    return Left()
                rest = self._rest_s()
                if rest or self._queue.drain.is_set():
                    return Left(0.0, rest or None, self._failures)
                if time.monotonic() - idle_since > LINGER_S:
                    return Left(turn.next_s, None, self._failures)
            await self._until_next(turn.next_s)

    async def _turn(self) -> Turn:
        """Write what became of what was sent, and fetch what is due."""
        in_hand = [*self._sending, *(due.event_id for due in self._ready)]
        limit = IN_HAND_MAX - len(in_hand) if self._has_room else 0
        if limit:
            self._queue.has_news = False
        outcomes, self._outcomes = self._outcomes, []
        accepted, self._accepted = self._accepted, 0
        async with self._queue.transaction() as tx:
            turn = await take_turn(
                tx,
                endpoint_id=self._queue.queue_id,
                brought=Brought(outcomes, accepted > 0, self._is_gone),
                in_hand=in_hand,
                limit=limit,
            )
        self._ready.extend(turn.due)
        if limit and len(turn.due) == limit:
            self._queue.has_news = True  # There may be more, once these are sent.
        if turn.target is None or not turn.target.is_active:
            self._ready.clear()
        else:
            self._aim(turn.target)
        return turn

    def _aim(self, target: Target) -> None:
        self._url = target.url
        sealed = (target.keys, target.previous_keys)
        if sealed != self._sealed:
            of = self._queue.queue_id.bytes
            vault = self._post.vault
            self._generations = [
                keys_of(vault.open(keys, of=of)) for keys in sealed if keys is not None
            ]
            self._sealed = sealed

    @property
    def _has_room(self) -> bool:
        """Say whether fetching more is worth a statement."""
        return len(self._ready) <= IN_HAND_MAX // 2 and not self._is_pausing

    @property
    def _is_pausing(self) -> bool:
        return self._is_gone or self._queue.drain.is_set() or bool(self._rest_s())

    def _start(self) -> None:
        """Send as much at once as may be."""
        if self._is_pausing:
            self._ready.clear()
            return
        sends_max = 1 if self._failures else SENDS_MAX
        while self._ready and len(self._sending) < sends_max:
            due = self._ready.popleft()
            self._sending[due.event_id] = asyncio.create_task(self._send(due))

    async def _send(self, due: Due) -> None:
        async with self._post.turns:
            what = await tried(self._post, self._url, self._generations, due)
        del self._sending[due.event_id]
        self._note(due, what)
        self._start()
        if len(self._outcomes) >= OUTCOMES_MAX or not self._sending:
            self._queue.pulse.set()

    def _note(self, due: Due, what: Tried) -> None:
        self._outcomes.append(outcome_of(due, what))
        self._is_gone = self._is_gone or what.is_gone
        if what.is_accepted:
            self._accepted += 1
        if what.is_unreachable:
            self._failures += 1
            self._has_failed_again = True
        else:
            self._failures = 0

    def _rest_s(self) -> float:
        return rest_s(self._failures, random.uniform) if self._has_failed_again else 0.0

    async def _until_next(self, next_s: float | None) -> None:
        """Wait for results or news; but no more turns are taken than are worth it."""
        began = time.monotonic()
        within_s = LOOK_S if self._sending else LINGER_S
        until = began + (within_s if next_s is None else min(within_s, next_s))
        while (now := time.monotonic()) < until and len(self._outcomes) < OUTCOMES_MAX:
            if self._is_pausing and not self._sending:
                return
            if self._is_worth_a_turn:
                until = min(until, began + GATHER_S)
            await self._queue.pulsed(max(0.0, until - now))
            self._queue.pulse.clear()

    @property
    def _is_worth_a_turn(self) -> bool:
        return bool(self._outcomes) or (self._queue.has_news and self._has_room)
