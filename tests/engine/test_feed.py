"""The feed's contract: nothing skipped, any window again, nobody else's cursor."""

from datetime import UTC, datetime, timedelta

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid
from galleria.base.tx import platform_transaction, reading, transaction
from galleria.engine import feed
from galleria.engine.event_types import is_wanted, like_pattern
from galleria.engine.events import Event, record
from galleria.engine.feed import FeedPage, FeedQuery, read_feed
from galleria.engine.sequencer_queries import place_events
from tests.conftest import given_organization
from tests.engine.conftest import NoSubject, ThingMade
from tests.engine.test_sequencer import numbers


async def placed(database: Database, context: Context, *events: Event) -> None:
    async with transaction(database, context) as tx:
        await record(tx, list(events))
    async with platform_transaction(database) as platform:
        await place_events(platform, listened=[], limit=10_000)


async def asked(database: Database, context: Context, **query: object) -> FeedPage:
    async with reading(database, context) as tx:
        return await read_feed(tx, query=FeedQuery(**query))  # type: ignore[arg-type]


async def test_a_page_says_where_to_go_on_and_whether_there_is_more(
    database: Database, context: Context
) -> None:
    await placed(database, context, *[NoSubject(number) for number in range(5)])
    first = await asked(database, context, limit=3)
    assert (numbers(first.items), first.next_after, first.has_more) == ([0, 1, 2], 3, True)
    rest = await asked(database, context, limit=3, after=first.next_after)
    assert (numbers(rest.items), rest.next_after, rest.has_more) == ([3, 4], 5, False)


async def test_the_same_place_gives_the_same_events_again(
    database: Database, context: Context
) -> None:
    await placed(database, context, *[NoSubject(number) for number in range(5)])
    once, again = [await asked(database, context, after=2) for _ in range(2)]
    assert [it.event_id for it in once.items] == [it.event_id for it in again.items]


async def test_a_cursor_goes_on_like_a_position(database: Database, context: Context) -> None:
    await placed(database, context, *[NoSubject(number) for number in range(5)])
    first = await asked(database, context, limit=2)
    rest = await asked(database, context, cursor=first.next_cursor)
    assert numbers(rest.items) == [2, 3, 4]


@pytest.mark.parametrize(
    ("types", "found"),
    [
        (["thing.noticed"], [1]),
        (["thing.*"], [1, 2]),
        (["*"], [1, 2]),
        (["other.*"], []),
        (["thing_made"], []),
    ],
)
async def test_only_the_types_asked_for_come(
    database: Database, context: Context, types: list[str], found: list[int]
) -> None:
    await placed(database, context, NoSubject(1), ThingMade(new_id(), 2))
    page = await asked(database, context, types=types)
    assert (numbers(page.items), page.next_after) == (found, 2)


async def test_a_rare_type_is_looked_for_a_stretch_at_a_time(
    database: Database, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LOOKED_AT_MAX", 10)
    await placed(database, context, *[NoSubject()] * 15, ThingMade(new_id(), 7))
    first = await asked(database, context, types=["thing.made"])
    assert (first.items, first.next_after, first.has_more) == ([], 10, True)
    rest = await asked(database, context, types=["thing.made"], after=first.next_after)
    assert (numbers(rest.items), rest.has_more) == ([7], False)


async def test_a_window_of_time_begins_and_ends_where_it_was_asked_to(
    database: Database, context: Context
) -> None:
    times: list[datetime] = []
    for number in range(3):
        times.append(await clock(database))
        await placed(database, context, NoSubject(number))
    page = await asked(database, context, recorded_from=times[1], recorded_until=times[2])
    assert numbers(page.items) == [1]


@pytest.mark.parametrize("offset_h", [-48, 48])
async def test_a_window_without_events_is_empty_and_ends(
    database: Database, context: Context, offset_h: int
) -> None:
    await placed(database, context, NoSubject(1))
    begins = datetime.now(UTC) + timedelta(hours=offset_h)
    until = begins + timedelta(minutes=1)
    page = await asked(database, context, recorded_from=begins, recorded_until=until)
    assert (page.items, page.has_more) == ([], False)


async def test_a_position_that_the_feed_has_not_come_to_is_refused(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    await placed(database, other, *[NoSubject()] * 5)
    await placed(database, context, NoSubject())
    with pytest.raises(Invalid) as refused:
        await asked(database, context, after=5)
    assert [(it.pointer, it.code) for it in refused.value.errors] == [("?after", "bad_position")]


async def test_another_organization_has_a_feed_of_its_own(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    await placed(database, other, NoSubject(1))
    assert (await asked(database, context)).items == []


@pytest.mark.parametrize(
    ("pattern", "event_type", "wanted"),
    [
        ("order.*", "order.placed", True),
        ("order.*", "order", False),
        ("order.*", "orders.placed", False),
        ("api_key.created", "api_key.created", True),
        ("api_key.created", "apixkey.created", False),
        ("*", "anything.at_all", True),
    ],
)
async def test_a_pattern_means_the_same_here_and_in_the_database(
    database: Database, pattern: str, event_type: str, wanted: bool
) -> None:
    async with platform_transaction(database) as tx:
        like = await tx.connection.fetchval(
            "SELECT $1::text LIKE $2", event_type, like_pattern(pattern)
        )
    assert is_wanted(event_type, [pattern]) is like is wanted


async def clock(database: Database) -> datetime:
    async with platform_transaction(database) as tx:
        return await tx.connection.fetchval("SELECT clock_timestamp()")
