"""The lane: exact in order of arrival, answered after COMMIT, and nobody harms another."""

import asyncio
import time

import pytest
from msgspec.structs import replace

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.lane import SALES, SETTLEMENTS, Kept
from galleria.base.refusals import TimedOut
from galleria.base.tx import transaction
from galleria.engine.idempotency import InFlight, KeyReused, begin
from galleria.engine.lanes.batch import do_together
from galleria.engine.lanes.waiting import Waiter
from tests.conftest import recorded_statements
from tests.engine.lane_shop import (
    Bought,
    Buy,
    SoldOut,
    Unclear,
    all_of,
    buy,
    buy_or_raise,
    given_stock,
    keyed,
    lanes_of,
    left,
    outcome_of,
    recorded_keys,
)


async def test_one_alone_is_answered_at_once(database: Database, context: Context) -> None:
    await given_stock(database, context, 3)
    assert await lanes_of(database).ask(context, buy, Buy(2)) == Bought(left=1, batch=1)
    assert await left(database, context) == 1


async def test_those_who_wait_share_a_batch_in_order_of_arrival(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 100)
    lanes = lanes_of(database)
    answers = await all_of(*(lanes.ask(context, buy, Buy()) for _ in range(50)))
    assert [answer.left for answer in answers] == list(range(99, 49, -1))
    assert {answer.batch for answer in answers} == {50}


async def test_two_use_cases_never_share_a_transaction_and_keep_their_order(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    wanted = [buy, buy, buy_or_raise, buy]
    answers = await all_of(*(lanes.ask(context, use_case, Buy()) for use_case in wanted))
    assert [answer.left for answer in answers] == [9, 8, 7, 6]
    assert [answer.batch for answer in answers] == [2, 2, 1, 1]


async def test_settlements_wait_for_no_sale(database: Database, context: Context) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    ways = [(buy, SALES), (buy_or_raise, SETTLEMENTS), (buy, SALES)]
    answers = await all_of(*(lanes.ask(context, it, Buy(), lane=lane) for it, lane in ways))
    assert [answer.batch for answer in answers] == [2, 1, 2]


async def test_exactly_as_many_are_sold_as_there_were_in_two_processes_at_once(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 100)
    lanes = [lanes_of(database), lanes_of(database)]
    answers = await all_of(*(lanes[n % 2].ask(context, buy, Buy()) for n in range(300)))
    assert sum(isinstance(answer, Bought) for answer in answers) == 100
    assert sum(isinstance(answer, SoldOut) for answer in answers) == 200
    assert await left(database, context) == 0


async def test_a_poisonous_command_harms_only_itself(database: Database, context: Context) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    units = [1, 2**40, 1, 1]
    answers = await all_of(*(lanes.ask(context, buy, Buy(n)) for n in units))
    assert [isinstance(answer, Bought) for answer in answers] == [True, False, True, True]
    assert await left(database, context) == 7


async def test_a_key_is_answered_again_byte_for_byte(database: Database, context: Context) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    first = await lanes.ask_once(context, buy, Buy(), keyed=keyed("a"))
    again = await lanes.ask_once(context, buy, Buy(), keyed=keyed("a"))
    assert again == Kept(first.recorded, is_replayed=True)
    assert await left(database, context) == 9


async def test_the_same_key_twice_in_one_batch_is_one_effect(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    first, twin = await all_of(
        *(lanes.ask_once(context, buy, Buy(), keyed=keyed("a")) for _ in range(2))
    )
    assert (first.recorded, first.is_replayed, twin.is_replayed) == (twin.recorded, False, True)
    assert await left(database, context) == 9


async def test_the_same_key_for_another_request_in_one_batch_is_refused(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    first, other = await all_of(
        lanes.ask_once(context, buy, Buy(), keyed=keyed("a")),
        lanes.ask_once(context, buy, Buy(), keyed=keyed("a", b"other")),
    )
    assert isinstance(first, Kept)
    assert isinstance(other, KeyReused)


async def test_a_key_in_flight_elsewhere_makes_nobody_wait(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    async with transaction(database, context) as tx:
        await begin(tx, "a", b"request")
        refused, sold = await all_of(
            lanes.ask_once(context, buy, Buy(), keyed=keyed("a")),
            lanes.ask_once(context, buy, Buy(), keyed=keyed("b")),
        )
    assert isinstance(refused, InFlight)
    assert isinstance(sold, Kept)


async def test_a_decided_refusal_is_kept_and_another_burns_no_key(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 1)
    lanes = lanes_of(database)
    sold_out, unclear = await all_of(
        lanes.ask_once(context, buy, Buy(2), keyed=keyed("decided")),
        lanes.ask_once(context, buy, Buy(0), keyed=keyed("undecided")),
    )
    assert (sold_out.recorded.status, sold_out.recorded.body) == (409, b"sold_out")
    assert isinstance(unclear, Unclear)
    assert await recorded_keys(database, context) == ["decided"]


async def test_a_refusal_raised_for_all_undoes_only_its_own(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 5)
    lanes = lanes_of(database)
    sold, refused = await all_of(
        lanes.ask_once(context, buy_or_raise, Buy(), keyed=keyed("a")),
        lanes.ask_once(context, buy_or_raise, Buy(9), keyed=keyed("b")),
    )
    assert (sold.recorded.status, refused.recorded.body) == (201, b"whole_refused")
    assert await recorded_keys(database, context) == ["a", "b"]
    assert await left(database, context) == 4


async def test_use_cases_that_differ_share_a_batch_in_order(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    use_cases = [buy, buy, buy_or_raise, buy]
    answers = await all_of(*(lanes.ask(context, it, Buy()) for it in use_cases))
    assert [(it.left, it.batch) for it in answers] == [(9, 2), (8, 2), (7, 1), (6, 1)]


async def test_who_gave_up_before_the_batch_began_has_bought_nothing(
    database: Database, context: Context
) -> None:
    await given_stock(database, context, 10)
    lanes = lanes_of(database)
    asking = [asyncio.create_task(lanes.ask(context, buy, Buy())) for _ in range(3)]
    await asyncio.sleep(0)
    asking[1].cancel()
    await asyncio.wait(asking)
    assert await left(database, context) == 8


async def test_who_is_out_of_time_is_told_so_and_has_bought_nothing(
    database: Database, context: Context
) -> None:

    await given_stock(database, context, 10)
    late = replace(context, deadline=time.monotonic() - 1)
    answer = await outcome_of(lanes_of(database).ask(late, buy, Buy()))
    assert isinstance(answer, TimedOut)
    assert await left(database, context) == 10


@pytest.mark.parametrize("count", [1, 20])
async def test_a_batch_is_as_many_statements_whatever_its_size(
    database: Database, context: Context, count: int
) -> None:
    await given_stock(database, context, 50)
    waiters = [Waiter(context, buy, Buy(), keyed(f"key {n}"), SALES) for n in range(count)]
    async with transaction(database, context) as tx:
        with recorded_statements(tx) as seen:
            await do_together(tx, waiters)
    assert len(seen) == 4
