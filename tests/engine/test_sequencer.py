"""The feed: nothing skipped, nothing told twice, nobody held up."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import msgspec

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import Tx, reading, transaction
from galleria.engine.audit_trail import AuditQuery, list_audit_trail
from galleria.engine.delivery import Listener
from galleria.engine.events import record
from galleria.engine.feed import FeedEvent, FeedQuery, read_feed
from galleria.engine.jobs import enqueue
from galleria.engine.sequencer import Sequencer
from tests.conftest import given_organization
from tests.engine.conftest import DoThing, NoSubject, ThingMade
from tests.engine.working import quiet, until


@asynccontextmanager
async def sequencing(
    database: Database, listeners: Mapping[str, Sequence[Listener]] | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(Sequencer(database, listeners or {}, quiet()).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_events_get_their_places_soon_after_the_commit(
    database: Database, context: Context
) -> None:
    async with sequencing(database):
        await noticed(database, context)
        await followed(database, context, 1)
        began = time.monotonic()
        await noticed(database, context)
        await followed(database, context, 2)
        assert time.monotonic() - began < 0.2


async def test_a_reader_who_follows_skips_nothing_though_commits_are_out_of_order(
    database: Database, context: Context
) -> None:
    async def write(number: int) -> None:
        async with transaction(database, context) as tx:
            await record(tx, [NoSubject(number)])
            await asyncio.sleep(0.2 if number % 7 == 0 else 0.005)

    async with sequencing(database):
        reader = asyncio.create_task(followed(database, context, 150))
        for start in range(0, 150, 10):
            await asyncio.gather(*[write(number) for number in range(start, start + 10)])
        seen = await reader
    assert sorted(seen) == list(range(150))
    assert seen != sorted(seen)


async def test_one_long_writer_stalls_nobody(database: Database, context: Context) -> None:
    async with sequencing(database):
        async with transaction(database, context) as slow:
            await record(slow, [NoSubject(1)])
            await noticed(database, context, 2)
            assert await followed(database, context, 1) == [2]
        assert await followed(database, context, 2) == [2, 1]


async def test_positions_have_no_gaps_and_each_organization_its_own(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    async with sequencing(database):
        for organization in (context, other, context):
            await noticed(database, organization, 1, 2)
        await followed(database, context, 4)
        await followed(database, other, 2)
    async with reading(database, context) as tx:
        feed = await read_feed(tx, query=FeedQuery())
    assert [event.position for event in feed.items] == [1, 2, 3, 4]


async def test_another_process_takes_over_when_one_dies(
    database: Database, context: Context
) -> None:
    async with sequencing(database) as first, sequencing(database):
        await noticed(database, context)
        await followed(database, context, 1)
        first.cancel()
        await noticed(database, context)
        await followed(database, context, 2)


async def test_a_lost_connection_is_made_again(database: Database, context: Context) -> None:
    async with sequencing(database):
        await noticed(database, context)
        await followed(database, context, 1)
        async with database.platform.connection() as connection:
            await connection.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE application_name = 'galleria engine'"""
            )
        await noticed(database, context)
        await followed(database, context, 2)


async def test_a_listener_is_told_once_in_order_in_the_organizations_transaction(
    database: Database, context: Context
) -> None:
    told: list[int] = []

    async def listen(tx: Tx, events: list[FeedEvent]) -> None:
        if tx.context.org_id == context.org_id:
            told.extend(numbers(events))
            await enqueue(tx, [DoThing()])

    async with sequencing(database, {"thing.noticed": [listen]}):
        for number in range(20):
            await noticed(database, context, number)
        await until(lambda: len(told) >= 20)
    assert told == list(range(20))


async def test_events_placed_before_a_crash_are_delivered_after_it(
    database: Database, context: Context
) -> None:
    told: list[int] = []

    async def crash(tx: Tx, events: list[FeedEvent]) -> None:
        await asyncio.sleep(60)

    async def listen(tx: Tx, events: list[FeedEvent]) -> None:
        if tx.context.org_id == context.org_id:
            told.extend(numbers(events))

    async with sequencing(database, {"thing.noticed": [crash]}):
        await noticed(database, context, 1, 2, 3)
        await followed(database, context, 3)
    async with sequencing(database, {"thing.noticed": [listen]}):
        await until(lambda: told == [1, 2, 3])


async def test_a_listener_that_fails_is_told_again_and_holds_up_only_its_organization(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    told: list[object] = []

    async def fail_once(tx: Tx, events: list[FeedEvent]) -> None:
        told.append(tx.context.org_id)
        if told.count(context.org_id) == 1:
            raise RuntimeError

    async with sequencing(database, {"thing.noticed": [fail_once]}):
        await noticed(database, context)
        await noticed(database, other)
        await until(lambda: told.count(context.org_id) == 2 and other.org_id in told)


async def test_the_audit_trail_is_newest_first_and_filtered(
    database: Database, context: Context
) -> None:
    thing, other = new_id(), new_id()
    async with transaction(database, context) as tx:
        await record(tx, [ThingMade(thing, 1), NoSubject(2), ThingMade(other, 3)])
        await record(tx, [ThingMade(thing, 4)])
        assert await trail(tx, AuditQuery()) == [4, 3, 2, 1]
        assert await trail(tx, AuditQuery(subject_id=thing)) == [4, 1]
        assert await trail(tx, AuditQuery(type="thing.noticed")) == [2]
        assert await trail(tx, AuditQuery(actor_id=new_id())) == []
        assert await trail(tx, AuditQuery(recorded_until=context.now)) == []


async def test_the_audit_trail_is_read_in_pages(database: Database, context: Context) -> None:
    async with transaction(database, context) as tx:
        await record(tx, [NoSubject(number) for number in range(5)])
        first = await list_audit_trail(tx, query=AuditQuery(limit=3))
        rest = AuditQuery(limit=3, cursor=first.next_cursor)
        assert numbers(first.items) == [4, 3, 2]
        assert await trail(tx, rest) == [1, 0]


async def noticed(database: Database, context: Context, *these: int) -> None:
    async with transaction(database, context) as tx:
        await record(tx, [NoSubject(number) for number in these or (0,)])


async def followed(database: Database, context: Context, count: int) -> list[int]:
    """Follow the feed from its beginning until that many events were seen."""
    seen: list[int] = []
    query = FeedQuery(limit=3)
    async with asyncio.timeout(10):
        while len(seen) < count:
            async with reading(database, context) as tx:
                feed = await read_feed(tx, query=query)
            seen += numbers(feed.items)
            query = FeedQuery(after=feed.next_after, limit=3)
            await asyncio.sleep(0.005)
    return seen


async def trail(tx: Tx, query: AuditQuery) -> list[int]:
    return numbers((await list_audit_trail(tx, query=query)).items)


def numbers(events: list[FeedEvent]) -> list[int]:
    return [msgspec.json.decode(event.body)["number"] for event in events]
