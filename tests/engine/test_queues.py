"""Queues: one process serves each, fairly, and whoever dies is replaced."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from galleria.base.call import Services
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.engine.queues import (
    Left,
    QueueKind,
    Queues,
    ServedQueue,
    Server,
    close_queue,
    open_queue,
    wake_queues,
)
from galleria.engine.queues.serve import QueueSettings
from tests.conftest import given_organization
from tests.engine.working import quiet, until

QUICK = QueueSettings(lease_s=0.6, poll_s=0.05, drain_s=0.2)


@asynccontextmanager
async def serving(
    database: Database, server: Server, kind: str, settings: QueueSettings = QUICK
) -> AsyncIterator[asyncio.Task[None]]:
    @asynccontextmanager
    async def opened(_: Services) -> AsyncGenerator[Server]:
        yield server

    drain = asyncio.Event()
    queues = Queues(database, QueueKind(kind, opened), quiet(), Services({}), settings)
    task = asyncio.create_task(queues.run(drain))
    try:
        yield task
    finally:
        drain.set()
        await asyncio.wait([task])


class Serving:
    """Notes whom it serves, and leaves each at once."""

    def __init__(self, left: Left | None = None) -> None:
        self.served: list[UUID] = []
        self.left = left or Left()

    async def __call__(self, queue: ServedQueue) -> Left:
        self.served.append(queue.queue_id)
        return self.left


@pytest.fixture
def kind() -> str:
    """A kind that no other test serves."""
    return f"test-{new_id()}"


async def given_queue(database: Database, context: Context, kind: str) -> UUID:
    queue_id = new_id()
    async with transaction(database, context) as tx:
        await open_queue(tx, kind, queue_id)
        await wake_queues(tx, [queue_id])
    return queue_id


async def woken(database: Database, context: Context, queue_id: UUID, **how: bool) -> None:
    async with transaction(database, context) as tx:
        await wake_queues(tx, [queue_id], **how)


async def test_a_queue_with_news_is_served_once(
    database: Database, context: Context, kind: str
) -> None:
    serve = Serving()
    async with serving(database, serve, kind):
        queue_id = await given_queue(database, context, kind)
        await until(lambda: bool(serve.served))
        await asyncio.sleep(0.3)
    assert serve.served == [queue_id]


async def test_news_while_it_is_served_is_told_or_served_after(
    database: Database, context: Context, kind: str
) -> None:
    told: list[bool] = []

    async def serve(queue: ServedQueue) -> Left:
        if not told:
            await woken(database, context, queue.queue_id)
            await asyncio.sleep(0.2)
        told.append(queue.has_news)
        return Left()

    async with serving(database, serve, kind):
        await given_queue(database, context, kind)
        await until(lambda: len(told) == 2)
    assert told == [True, False]


async def test_of_two_processes_one_serves_at_a_time(
    database: Database, context: Context, kind: str
) -> None:
    inside, most = 0, 0

    async def serve(queue: ServedQueue) -> Left:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.05)
        inside -= 1
        return Left()

    async with serving(database, serve, kind), serving(database, serve, kind):
        queue_id = await given_queue(database, context, kind)
        for _ in range(30):
            await woken(database, context, queue_id)
            await asyncio.sleep(0.02)
    assert most == 1


async def test_what_a_dead_process_served_goes_on_after_its_lease(
    database: Database, context: Context, kind: str
) -> None:
    async def hang(_: ServedQueue) -> Left:
        await asyncio.sleep(60)
        return Left()

    serve = Serving()
    async with serving(database, hang, kind) as first:
        queue_id = await given_queue(database, context, kind)
        await asyncio.sleep(0.3)
        first.cancel()
        async with transaction(database, context) as tx:
            # It did not even hand it back.
            await tx.connection.execute(
                """UPDATE served_queue SET worker_id = $1,
                   lease_until = now() + interval '0.3 s', due_at = NULL""",
                new_id(),
            )
        async with serving(database, serve, kind):
            await until(lambda: bool(serve.served))
    assert serve.served == [queue_id]


async def test_one_that_rests_is_left_alone_though_there_is_news(
    database: Database, context: Context, kind: str
) -> None:
    serve = Serving(Left(next_s=0.0, rest_s=30, failures=4))
    async with serving(database, serve, kind):
        queue_id = await given_queue(database, context, kind)
        await until(lambda: bool(serve.served))
        await woken(database, context, queue_id)
        await asyncio.sleep(0.3)
        assert len(serve.served) == 1
        await woken(database, context, queue_id, ends_rest=True)
        await until(lambda: len(serve.served) == 2)


async def test_one_is_looked_at_again_when_its_next_item_is_due(
    database: Database, context: Context, kind: str
) -> None:
    serve = Serving(Left(next_s=0.4))
    async with serving(database, serve, kind):
        await given_queue(database, context, kind)
        await until(lambda: bool(serve.served))
        await asyncio.sleep(0.2)
        assert len(serve.served) == 1
        await until(lambda: len(serve.served) == 2)


async def test_a_bug_in_one_rests_it_and_no_other(
    database: Database, context: Context, kind: str
) -> None:
    served: list[UUID] = []

    async def serve(queue: ServedQueue) -> Left:
        served.append(queue.queue_id)
        if queue.queue_id == broken:
            raise ZeroDivisionError
        return Left()

    broken = await given_queue(database, context, kind)
    sound = await given_queue(database, context, kind)
    async with serving(database, serve, kind):
        await until(lambda: len(served) >= 2)
        await woken(database, context, sound)
        await until(lambda: served.count(sound) == 2)
    assert broken in served


async def test_a_small_organization_does_not_wait_for_a_large_one(
    database: Database, context: Context, kind: str
) -> None:
    other = await given_organization(database)
    many = [await given_queue(database, context, kind) for _ in range(20)]
    one = await given_queue(database, other, kind)
    serve = Serving()
    settings = QueueSettings(queues_max=2, lease_s=0.6, poll_s=0.05)
    async with serving(database, serve, kind, settings):
        await until(lambda: len(serve.served) == 21)
    assert serve.served.index(one) < 2
    assert set(serve.served) == {*many, one}


async def test_a_closed_queue_is_served_no_more(
    database: Database, context: Context, kind: str
) -> None:
    ended = asyncio.Event()

    async def hang(_: ServedQueue) -> Left:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return Left()

    async with serving(database, hang, kind):
        queue_id = await given_queue(database, context, kind)
        await asyncio.sleep(0.3)
        async with transaction(database, context) as tx:
            await close_queue(tx, queue_id)
        async with asyncio.timeout(3):
            await ended.wait()
