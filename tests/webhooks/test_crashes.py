"""Whoever dies when: every event reaches its endpoint at least once."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import reading
from galleria.engine.sequencer import Sequencer
from galleria.webhooks import fan_out
from tests.engine.working import quiet
from tests.webhooks.given import dispatching, given_endpoint, made, sending, tried
from tests.webhooks.receiving import Received, receiving
from tests.webhooks.test_failing import id_of

EVENTS = 2_000


async def test_killed_again_and_again_it_loses_nothing(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, fanning_out(database):
        await given_endpoint(database, context, receiver.url)
        ids: list[object] = []
        for begin in range(0, EVENTS, 500):
            ids += await made(database, context, *range(begin, begin + 500))
        for killed_at in (200, 700, 1_200):
            async with process(database):
                await receiver.got(killed_at, within_s=30)
        async with process(database):
            await until_all_are_accepted(database, context)
    assert {it.message.id for it in receiver.received} == set(ids)
    assert EVENTS <= len(receiver.received) < EVENTS + 500


async def test_what_was_sent_and_not_written_down_is_sent_again(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, fanning_out(database):
        endpoint = id_of(await given_endpoint(database, context, receiver.url))

        async def holds_the_first(_: Received) -> web.Response:
            if len(receiver.received) == 1:
                await asyncio.sleep(60)
            return web.Response()

        receiver.answer = holds_the_first
        (event_id,) = await made(database, context, 1)
        async with process(database):
            await receiver.got(1)
        async with process(database):
            kept = await tried(database, context, endpoint, event_id)
    assert (kept.state, len(receiver.received)) == ("succeeded", 2)


async def test_of_two_processes_one_sends_each(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database), sending(database):
        for _ in range(5):
            await given_endpoint(database, context, receiver.url)
        await made(database, context, *range(100))
        await until_all_are_accepted(database, context)
    assert len(receiver.received) == 500


async def test_a_process_that_stops_hands_back_what_it_has(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, fanning_out(database):
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        async with sending(database):
            (first,) = await made(database, context, 1)
            await tried(database, context, endpoint, first)
        (second,) = await made(database, context, 2)
        async with sending(database):
            # At once, and not after the lease of the one that stopped.
            await receiver.got(2, within_s=1.2)
            await tried(database, context, endpoint, second)


@asynccontextmanager
async def fanning_out(database: Database) -> AsyncIterator[None]:
    task = asyncio.create_task(Sequencer(database, {}, quiet(), [fan_out]).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def process(database: Database) -> AsyncIterator[None]:
    """A process that sends, and is killed at the end."""
    urls = (database.app_url, database.platform_url)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.webhooks.sending_process", *urls
    )
    try:
        yield
    finally:
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()


async def until_all_are_accepted(database: Database, context: Context) -> None:
    async def are_all() -> bool:
        async with reading(database, context) as tx:
            found = await tx.connection.fetchrow(
                """SELECT count(*) FILTER (WHERE state = 'succeeded'),
                          count(*) FILTER (WHERE state <> 'succeeded') FROM delivery"""
            )
        assert found is not None
        return found[0] > 0 and found[1] == 0

    async with asyncio.timeout(60):
        while not await are_all():  # noqa: ASYNC110  # Rows tell.
            await asyncio.sleep(0.1)
