"""enqueue: what a use case can rely on."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import Tx, transaction
from galleria.engine.jobs import PAYLOAD_BYTES_MAX, enqueue
from tests.engine.conftest import DoThing, DoUrgentThing, SayWords

ROWS = "SELECT * FROM job ORDER BY job_id"


async def test_a_job_is_written_with_its_kind_payload_and_limits(tx: Tx) -> None:
    ids = await enqueue(tx, [DoThing(7), DoUrgentThing()])
    thing, urgent = await tx.connection.fetch(ROWS)
    assert [thing["job_id"], urgent["job_id"]] == ids
    assert (thing["kind"], thing["attempts_max"], thing["priority"]) == ("thing.do", 3, 100)
    assert (urgent["kind"], urgent["priority"]) == ("thing.do_urgent", 1)
    assert msgspec.json.decode(thing["payload"], type=DoThing) == DoThing(7)


async def test_a_job_runs_as_the_actor_who_asked_or_as_the_one_given(tx: Tx) -> None:
    buyer = Actor("customer", new_id())
    await enqueue(tx, [DoThing()])
    await enqueue(tx, [DoThing()], actors=[buyer])
    rows = await tx.connection.fetch(ROWS)
    assert [row["actor_id"] for row in rows] == [tx.context.actor.actor_id, buyer.actor_id]


async def test_a_job_may_be_asked_for_later(tx: Tx) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await enqueue(tx, [DoThing()], run_at=tomorrow)
    assert await tx.connection.fetchval("SELECT run_at FROM job") == tomorrow


async def test_a_rolled_back_job_was_never_asked_for(database: Database, context: Context) -> None:
    with pytest.raises(RuntimeError):
        async with transaction(database, context) as tx:
            await enqueue(tx, [DoThing()])
            raise RuntimeError
    async with transaction(database, context) as tx:
        assert await tx.connection.fetch(ROWS) == []


async def test_another_organization_sees_nothing_of_it(tx: Tx, other_tx: Tx) -> None:
    await enqueue(tx, [DoThing()])
    assert await other_tx.connection.fetch(ROWS) == []


async def test_enqueueing_wakes_the_workers(tx: Tx) -> None:
    await enqueue(tx, [DoThing()])
    assert tx.signals == {"jobs"}


async def test_a_payload_that_should_be_an_object_is_a_bug(tx: Tx) -> None:
    with pytest.raises(AssertionError, match="store what is large"):
        await enqueue(tx, [SayWords("x" * PAYLOAD_BYTES_MAX)])


@pytest.mark.parametrize("count", [1, 20])
async def test_takes_one_statement(tx: Tx, statements: list[str], count: int) -> None:
    await enqueue(tx, [DoThing()] * count)
    await asyncio.sleep(0)  # The driver reports a statement on the loop's next turn.
    assert len(statements) == 1
