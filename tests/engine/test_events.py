"""record: what a use case can rely on."""

import asyncio

import msgspec
import pytest

from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import Tx, transaction
from galleria.engine.events import record
from tests.engine.conftest import NoSubject, ThingMade

ROWS = "SELECT * FROM event ORDER BY event_id"


async def test_a_fact_is_written_with_its_subject_actor_and_body(tx: Tx) -> None:
    made = ThingMade(new_id(), 7)
    await record(tx, [made])
    row = await tx.connection.fetchrow(ROWS)
    assert (row["type"], row["subject_id"]) == ("thing.made", made.thing_id)
    assert (row["actor_kind"], row["actor_id"]) == ("member", tx.context.actor.actor_id)
    assert row["request_id"] == tx.context.request_id
    assert msgspec.json.decode(row["body"], type=ThingMade) == made


async def test_each_fact_may_have_an_actor_of_its_own(tx: Tx) -> None:
    buyer = Actor("customer", new_id())
    await record(tx, [NoSubject(1), NoSubject(2)], actors=[buyer, Actor("system")])
    rows = await tx.connection.fetch(ROWS)
    assert [(r["actor_kind"], r["actor_id"]) for r in rows] == [
        ("customer", buyer.actor_id),
        ("system", None),
    ]


async def test_facts_keep_their_order(tx: Tx) -> None:
    await record(tx, [NoSubject(number) for number in range(500)])
    bodies = [row["body"] for row in await tx.connection.fetch(ROWS)]
    assert [msgspec.json.decode(body)["number"] for body in bodies] == list(range(500))


async def test_a_rolled_back_fact_never_happened(database: Database, context: Context) -> None:
    with pytest.raises(RuntimeError):
        async with transaction(database, context) as tx:
            await record(tx, [NoSubject()])
            raise RuntimeError
    async with transaction(database, context) as tx:
        assert await tx.connection.fetch(ROWS) == []


async def test_another_organization_sees_nothing_of_it(tx: Tx, other_tx: Tx) -> None:
    await record(tx, [NoSubject()])
    assert await other_tx.connection.fetch(ROWS) == []


async def test_recording_wakes_the_sequencer(tx: Tx) -> None:
    await record(tx, [NoSubject()])
    assert tx.signals == {"events"}


async def test_recording_nothing_does_nothing(tx: Tx, statements: list[str]) -> None:
    await record(tx, [])
    assert (statements, tx.signals) == ([], set())


@pytest.mark.parametrize("count", [1, 20])
async def test_takes_one_statement(tx: Tx, statements: list[str], count: int) -> None:
    await record(tx, [NoSubject()] * count)
    await asyncio.sleep(0)  # The driver reports a statement on the loop's next turn.
    assert len(statements) == 1
