"""What it costs: a few statements, however many events and endpoints."""

import asyncio
from uuid import UUID

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import platform_transaction, transaction
from galleria.engine.feed import last_position_of
from galleria.engine.sequencer_queries import place_events
from galleria.webhooks import fan_out
from galleria.webhooks.send.turn import Brought, take_turn
from tests.conftest import recorded_statements
from tests.webhooks.given import given_endpoint, made

NOTHING_NEW = Brought([], is_accepted=False, is_gone=False)


@pytest.mark.parametrize("events", [1, 20])
@pytest.mark.parametrize("endpoints", [1, 5])
async def test_fanning_out_takes_two_statements(
    database: Database, context: Context, events: int, endpoints: int
) -> None:
    await placed(database, context, events, endpoints)
    async with transaction(database, context) as tx:
        last = await last_position_of(tx)
        with recorded_statements(tx) as seen:
            await fan_out(tx, 0, last)
            await asyncio.sleep(0)
        count = await tx.connection.fetchval("SELECT count(*) FROM delivery")
    assert (len(seen), count) == (2, events * endpoints)


@pytest.mark.parametrize("events", [1, 20])
async def test_a_turn_fetches_all_that_is_due_in_two_statements(
    database: Database, context: Context, events: int
) -> None:
    (endpoint_id,) = await placed(database, context, events, 1)
    async with transaction(database, context) as tx:
        await fan_out(tx, 0, await last_position_of(tx))
    async with transaction(database, context) as tx:
        with recorded_statements(tx) as seen:
            turn = await take_turn(
                tx, endpoint_id=endpoint_id, brought=NOTHING_NEW, in_hand=[], limit=100
            )
            await asyncio.sleep(0)
    assert (len(seen), len(turn.due)) == (2, events)


async def test_fanned_out_twice_there_is_one_delivery(database: Database, context: Context) -> None:
    await placed(database, context, 3, 1)
    async with transaction(database, context) as tx:
        for _ in range(2):
            await fan_out(tx, 0, await last_position_of(tx))
        assert await tx.connection.fetchval("SELECT count(*) FROM delivery") == 3


async def test_what_is_in_hand_is_not_fetched_again(database: Database, context: Context) -> None:
    (endpoint_id,) = await placed(database, context, 2, 1)
    async with transaction(database, context) as tx:
        await fan_out(tx, 0, await last_position_of(tx))
    async with transaction(database, context) as tx:
        asked = {"endpoint_id": endpoint_id, "brought": NOTHING_NEW, "limit": 100}
        first = await take_turn(tx, in_hand=[], **asked)  # type: ignore[arg-type]
        in_hand = [first.due[0].event_id]
        again = await take_turn(tx, in_hand=in_hand, **asked)  # type: ignore[arg-type]
    assert again.due == first.due[1:]


async def placed(database: Database, context: Context, events: int, endpoints: int) -> list[UUID]:
    """Have so many endpoints, and then so many events that have their places."""
    url = "https://hooks.example.com"
    created = [await given_endpoint(database, context, url) for _ in range(endpoints)]
    await made(database, context, *range(events))
    async with platform_transaction(database) as platform:
        await place_events(platform, listened=[], limit=10_000)
    return [it.endpoint.endpoint_id for it in created]
