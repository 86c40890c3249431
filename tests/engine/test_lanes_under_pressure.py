"""The lane when there is too much, when it ends, and when the database gives way."""

import asyncio

from asyncpg import DeadlockDetectedError
from msgspec import Struct

from galleria.base.context import Context
from galleria.base.database import Database, open_database
from galleria.base.lane import Asked
from galleria.base.refusals import Overloaded
from galleria.base.tx import Tx, transaction
from galleria.engine.lanes.lanes import BATCH_MAX, WAITING_MAX
from tests.conftest import given_organization
from tests.engine.lane_shop import (
    Bought,
    Buy,
    all_of,
    buy,
    given_stock,
    lanes_of,
    left,
    outcome_of,
)


class Held(Struct, frozen=True):
    """A command whose batch waits for `go`, and says in which order batches came."""

    go: asyncio.Event
    seen: list[str]
    name: str


async def hold(tx: Tx, asked: list[Asked[Held]]) -> list[str]:
    """Wait, and be seen."""
    await asked[0].command.go.wait()
    for one in asked:
        one.command.seen.append(one.command.name)
    return [one.command.name for one in asked]


async def test_a_full_queue_is_told_to_come_again(database: Database, context: Context) -> None:
    lanes, go = lanes_of(database), asyncio.Event()
    first = asyncio.create_task(lanes.ask(context, hold, Held(go, [], "first")))
    await asyncio.sleep(0.05)
    waiting = [
        asyncio.create_task(lanes.ask(context, hold, Held(go, [], "next")))
        for _ in range(WAITING_MAX)
    ]
    await asyncio.sleep(0)
    refused = await outcome_of(lanes.ask(context, hold, Held(go, [], "one too many")))
    assert isinstance(refused, Overloaded)
    assert (refused.status, refused.retry_after_s) == (503, 1)
    go.set()
    assert len(await asyncio.gather(first, *waiting)) == WAITING_MAX + 1


async def test_organizations_take_turns_batch_by_batch(
    database: Database, context: Context
) -> None:
    small = await given_organization(database)
    lanes, go, seen = lanes_of(database, batches_max=1), asyncio.Event(), list[str]()
    big = [Held(go, seen, "big") for _ in range(3 * BATCH_MAX)]
    asking = [asyncio.create_task(lanes.ask(context, hold, one)) for one in big]
    await asyncio.sleep(0)
    asking.append(asyncio.create_task(lanes.ask(small, hold, Held(go, seen, "small"))))
    go.set()
    await asyncio.gather(*asking)
    assert seen.index("small") == BATCH_MAX


async def test_another_organization_does_not_wait_for_a_slow_batch(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    lanes, go, open_gate = lanes_of(database), asyncio.Event(), asyncio.Event()
    open_gate.set()
    slow = asyncio.create_task(lanes.ask(context, hold, Held(go, [], "slow")))
    await asyncio.sleep(0)
    assert await lanes.ask(other, hold, Held(open_gate, [], "quick")) == "quick"
    go.set()
    assert await slow == "slow"


async def test_draining_finishes_what_was_taken_and_takes_no_more(
    database: Database, context: Context
) -> None:
    lanes, go = lanes_of(database), asyncio.Event()
    taken = [asyncio.create_task(lanes.ask(context, hold, Held(go, [], "x"))) for _ in range(200)]
    await asyncio.sleep(0)
    draining = asyncio.create_task(lanes.drain())
    await asyncio.sleep(0)
    late = await outcome_of(lanes.ask(context, hold, Held(go, [], "late")))
    go.set()
    await draining
    assert isinstance(late, Overloaded)
    assert [await one for one in taken] == ["x"] * 200


async def test_a_lane_goes_on_after_everybody_was_answered(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database, batches_max=1)
    for _ in range(3):
        assert len(await all_of(*(lanes.ask(context, buy, Buy()) for _ in range(3)))) == 3
    assert await left(database, context) == 1


async def test_without_a_database_everybody_is_told_at_once(
    database: Database, context: Context
) -> None:
    nowhere = "postgresql://galleria_app@127.0.0.1:1/galleria"
    away = await open_database(nowhere, nowhere, reactions={})
    lanes = lanes_of(away)
    answers = await all_of(*(lanes.ask(context, buy, Buy()) for _ in range(20)))
    assert all(isinstance(answer, Overloaded) for answer in answers)


async def test_who_loses_a_deadlock_tries_the_same_batch_again(
    database: Database, context: Context
) -> None:
    tries = list[int]()

    async def lose_once(tx: Tx, asked: list[Asked[Buy]]) -> list[int]:
        tries.append(len(asked))
        if len(tries) == 1:
            raise DeadlockDetectedError
        return [one.command.units for one in asked]

    lanes = lanes_of(database)
    assert await all_of(*(lanes.ask(context, lose_once, Buy(n)) for n in range(3))) == [0, 1, 2]
    assert tries == [3, 3]


async def test_a_row_locked_by_another_makes_a_batch_wait_not_fail(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    async with transaction(database, context) as tx:
        await tx.connection.execute("UPDATE stock SET free = 5")
        asking = asyncio.create_task(lanes.ask(context, buy, Buy()))
        await asyncio.sleep(0.05)
    assert await asking == Bought(left=4, batch=1)


async def test_with_the_lane_off_each_has_a_transaction_of_its_own(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database, is_on=False)
    answers = await all_of(*(lanes.ask(context, buy, Buy()) for _ in range(12)))
    assert {answer.batch for answer in answers if isinstance(answer, Bought)} == {1}
    assert await left(database, context) == 0
