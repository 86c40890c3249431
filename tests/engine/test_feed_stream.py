"""The live feed: every event once, as it comes, however many listen."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import TooManyRequests
from galleria.engine import feed_stream
from galleria.engine.feed_queries import FeedEvent
from galleria.engine.feed_stream import Feeds
from tests.conftest import given_organization
from tests.engine.test_sequencer import followed, noticed, numbers, sequencing
from tests.engine.working import quiet


@asynccontextmanager
async def feeds_of(database: Database) -> AsyncIterator[Feeds]:
    feeds = Feeds(database, quiet())
    try:
        yield feeds
    finally:
        await feeds.close()


async def heard(
    feeds: Feeds,
    context: Context,
    count: int,
    *,
    after: int = 0,
    last: int = 0,
    types: list[str] | None = None,
) -> list[FeedEvent]:
    events: list[FeedEvent] = []
    frames = feeds.frames(context, after, last, types or [])
    async with asyncio.timeout(10):
        async for frame in frames:
            number, _, line = frame.decode().partition("\n")
            if line.startswith("data: "):
                events.append(msgspec.json.decode(line.removeprefix("data: "), type=FeedEvent))
                assert number == f"id: {events[-1].position}"
            if len(events) == count:
                break
    await frames.aclose()
    return events


async def test_an_event_is_heard_within_a_second_of_its_commit(
    database: Database, context: Context
) -> None:
    async with sequencing(database), feeds_of(database) as feeds:
        hearing = asyncio.create_task(heard(feeds, context, 1))
        await asyncio.sleep(0.5)
        began = time.monotonic()
        await noticed(database, context, 7)
        assert numbers(await hearing) == [7]
        assert time.monotonic() - began < 1


async def test_who_comes_again_misses_none_and_hears_none_twice(
    database: Database, context: Context
) -> None:
    async with sequencing(database), feeds_of(database) as feeds:
        await noticed(database, context, *range(5))
        await followed(database, context, 5)
        first = await heard(feeds, context, 2, last=5)
        hearing = asyncio.create_task(heard(feeds, context, 5, after=2, last=5))
        await noticed(database, context, 5, 6)
        assert numbers(first) + numbers(await hearing) == list(range(7))


async def test_only_the_types_asked_for_are_heard(database: Database, context: Context) -> None:
    async with sequencing(database), feeds_of(database) as feeds:
        hearing = asyncio.create_task(heard(feeds, context, 1, types=["thing.made", "other.*"]))
        await noticed(database, context, 1)
        await followed(database, context, 1)
        await asyncio.sleep(0.3)
        assert not hearing.done()
        hearing.cancel()


async def test_many_listeners_hear_all_in_order_though_there_is_one_reader(
    database: Database, context: Context
) -> None:
    async with sequencing(database), feeds_of(database) as feeds:
        hearing = [asyncio.create_task(heard(feeds, context, 60)) for _ in range(40)]
        for number in range(60):
            await noticed(database, context, number)
        for listener in hearing:
            assert numbers(await listener) == list(range(60))


async def test_a_listener_who_is_far_behind_reads_what_is_no_longer_kept(
    database: Database, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_stream, "KEPT_EVENTS", 5)
    monkeypatch.setattr(feed_stream, "EVENTS_AT_ONCE", 7)
    async with sequencing(database), feeds_of(database) as feeds:
        waiting = asyncio.create_task(heard(feeds, context, 40))
        await noticed(database, context, *range(40))
        await followed(database, context, 40)
        assert numbers(await waiting) == list(range(40))
        assert numbers(await heard(feeds, context, 40)) == list(range(40))


async def test_too_many_listeners_are_refused(
    database: Database, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_stream, "LISTENERS_OF_ORGANIZATION_MAX", 1)
    async with feeds_of(database) as feeds:
        hearing = asyncio.create_task(heard(feeds, context, 1))
        await asyncio.sleep(0.05)
        with pytest.raises(TooManyRequests):
            feeds.refuse_more(context.org_id)
        hearing.cancel()
        await asyncio.wait([hearing])
        feeds.refuse_more(context.org_id)


async def test_another_organization_hears_nothing_of_it(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    async with sequencing(database), feeds_of(database) as feeds:
        hearing = asyncio.create_task(heard(feeds, other, 1))
        await noticed(database, context, 1)
        await followed(database, context, 1)
        await noticed(database, other, 2)
        assert numbers(await hearing) == [2]
