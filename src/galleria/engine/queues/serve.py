"""Takes queues fairly, has each served, keeps the leases, and hands back what is left.

Kill a process at any moment and its queues are served elsewhere when their leases end.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from msgspec import Struct

from galleria.base.call import Services
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.log import Log
from galleria.base.tx import platform_transaction
from galleria.engine.queues.open import QUEUES_SIGNAL
from galleria.engine.queues.queries import (
    LeasedQueue,
    lease_queues,
    release_queue,
    renew_queues,
    take_own_news,
)
from galleria.engine.queues.served import Left, QueueKind, ServedQueue, Server
from galleria.engine.supervision import backoff_s, is_unavailable, keep_running
from galleria.engine.wakeup import Woken

REST_MAX_S = 60.0
_Name = tuple[UUID, UUID]


class QueueSettings(Struct, frozen=True):
    """Times in seconds. A dead process's queues go on after `lease_s`; it is renewed thrice."""

    queues_max: int = 200
    lease_s: float = 15.0
    poll_s: float = 0.5
    # What comes within a moment is looked for at once.
    gather_s: float = 0.005
    drain_s: float = 10.0


SETTINGS = QueueSettings()


class Queues:
    """Serves the queues of one kind, until told to drain."""

    def __init__(
        self,
        database: Database,
        kind: QueueKind,
        log: Log,
        services: Services,
        settings: QueueSettings = SETTINGS,
    ) -> None:
        self._database = database
        self._kind = kind
        self._log = log
        self._services = services
        self._settings = settings
        self._worker_id = new_id()
        self._held: dict[_Name, ServedQueue] = {}
        self._tasks: dict[_Name, asyncio.Task[None]] = {}
        self._woken = Woken(database, frozenset({QUEUES_SIGNAL}))
        # News that was taken for a queue is told before anybody hands it back.
        self._looking = asyncio.Lock()

    async def run(self, drain: asyncio.Event) -> None:
        """Serve until `drain` is set; then let each come to an end, and hand it back."""
        helpers = [
            asyncio.create_task(keep_running("queue leases", self._renew, self._log)),
            asyncio.create_task(self._wake_at(drain)),
        ]
        try:
            async with self._kind.opened(self._services) as server:
                try:
                    with self._woken:
                        await self._take_until(drain, server)
                finally:
                    await self._end()
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.wait(helpers)

    async def _wake_at(self, drain: asyncio.Event) -> None:
        await drain.wait()
        self._woken.wake()

    async def _take_until(self, drain: asyncio.Event, server: Server) -> None:
        failures = 0
        while not drain.is_set():
            pause_s = self._settings.poll_s
            try:
                await self._take(drain, server)
                failures = 0
            except Exception as error:
                failures += 1
                pause_s = backoff_s(failures)
                if not is_unavailable(error):
                    self._log.failure("queues.failed", error, kind=self._kind.name)
            await self._woken.sleep(pause_s)
            await asyncio.sleep(self._settings.gather_s)

    async def _take(self, drain: asyncio.Event, server: Server) -> None:
        kind, worker_id = self._kind.name, self._worker_id
        room = self._settings.queues_max - len(self._held)
        async with self._looking:
            async with platform_transaction(self._database) as tx:
                told = await take_own_news(tx, worker_id=worker_id, kind=kind) if self._held else []
                taken = await lease_queues(
                    tx, worker_id=worker_id, kind=kind, lease_s=self._settings.lease_s, limit=room
                )
            for name in told:
                if held := self._held.get((name.org_id, name.queue_id)):
                    held.tell()
        for leased in taken:
            self._start(leased, drain, server)

    def _start(self, leased: LeasedQueue, drain: asyncio.Event, server: Server) -> None:
        name = (leased.org_id, leased.queue_id)
        if before := self._tasks.get(name):
            before.cancel()  # Its lease ran out unnoticed, and it is ours again.
        queue = self._held[name] = ServedQueue(leased, self._database, drain)
        self._tasks[name] = asyncio.create_task(self._serve(name, queue, server))

    async def _serve(self, name: _Name, queue: ServedQueue, server: Server) -> None:
        try:
            left = await self._served(queue, server)
            if self._held.get(name) is queue:
                await self._until_available(partial(self._release, name, left, queue))
        finally:
            if self._held.get(name) is queue:
                del self._held[name], self._tasks[name]

    async def _served(self, queue: ServedQueue, server: Server) -> Left:
        try:
            return await server(queue)
        except Exception as error:
            if not is_unavailable(error):
                self._log.failure("queue.failed", error, org_id=queue.org_id, queue=queue.queue_id)
            failures = queue.failures + 1
            rest_s = backoff_s(failures, base_s=1.0, max_s=REST_MAX_S)
            return Left(next_s=0.0, rest_s=rest_s, failures=failures)

    async def _release(self, name: _Name, left: Left, queue: ServedQueue) -> None:
        async with self._looking, platform_transaction(self._database) as tx:
            await release_queue(
                tx,
                worker_id=self._worker_id,
                owner_id=name[0],
                queue_id=name[1],
                failures=left.failures,
                next_s=0.0 if queue.has_news else left.next_s,
                rest_s=left.rest_s,
            )
        if queue.has_news:
            self._woken.wake()

    async def _until_available(self, work: Callable[[], Awaitable[None]]) -> None:
        # After so many tries the lease runs out by itself.
        for failures in range(1, 10):
            try:
                await work()
                break
            except Exception as error:
                if not is_unavailable(error):
                    raise
                await asyncio.sleep(backoff_s(failures))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._settings.lease_s / 3)
            if not self._held:
                continue
            held = dict(self._held)
            async with platform_transaction(self._database) as tx:
                renewed = await renew_queues(
                    tx,
                    worker_id=self._worker_id,
                    org_ids=[name[0] for name in held],
                    queue_ids=[name[1] for name in held],
                    lease_s=self._settings.lease_s,
                )
            kept = {(it.org_id, it.queue_id) for it in renewed}
            for name, queue in held.items():
                if name not in kept and self._held.get(name) is queue:
                    self._tasks[name].cancel()  # Another process has it, or it was closed.

    async def _end(self) -> None:
        """Let those who serve end by themselves; what takes longer is cut off and handed back."""
        for queue in self._held.values():
            queue.tell()
        if tasks := list(self._tasks.values()):
            await asyncio.wait(tasks, timeout=self._settings.drain_s)
        for name, task in list(self._tasks.items()):
            queue = self._held[name]
            task.cancel()
            await asyncio.wait([task])
            left = Left(next_s=0.0, failures=queue.failures)
            await self._until_available(partial(self._release, name, left, queue))
