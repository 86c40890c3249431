"""What was sold offline is posted exactly once, in any order, whatever is left."""

import asyncio
from datetime import datetime

import msgspec
import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.lane import asked_by
from galleria.base.refusals import Invalid
from galleria.base.tx import Tx, transaction
from galleria.till.close_shift import Count, close_shift
from galleria.till.list import read_shift
from galleria.till.offline import OfflineBills
from galleria.till.sync_bills import Sync, sync_bills
from tests.conftest import recorded_statements
from tests.selling import line
from tests.till.given import FLOAT_MINOR, MADE_AT, Counter, given_counter, offline


@pytest.fixture
async def counter(tx: Tx) -> Counter:
    return await given_counter(tx)


async def test_an_offline_bill_becomes_an_order_made_when_it_was_made(
    tx: Tx, counter: Counter
) -> None:
    tea = await counter.shop.product(free=5)
    (outcome,) = (await counter.syncs(offline(line(tea, 2)))).outcomes
    assert outcome.status == "posted"
    assert outcome.posted is not None
    made_at = await tx.connection.fetchval(
        "SELECT rung_up_at FROM orders WHERE order_id = $1", outcome.posted.order_id
    )
    assert made_at == datetime.fromisoformat(MADE_AT)
    assert await counter.shop.free(tea) == 3


async def test_sending_a_bill_again_changes_nothing(counter: Counter) -> None:
    tea = await counter.shop.product(free=5)
    bill = offline(line(tea))
    (first,) = (await counter.syncs(bill)).outcomes
    (second,) = (await counter.syncs(bill)).outcomes
    assert (second.status, second.posted) == ("known", first.posted)
    assert await counter.shop.free(tea) == 4


async def test_what_the_books_do_not_have_is_posted_and_told(counter: Counter) -> None:
    tea = await counter.shop.product(free=1)
    (outcome,) = (await counter.syncs(offline(line(tea, 3)))).outcomes
    assert outcome.posted is not None
    assert [it.units for it in outcome.posted.shortfalls] == [2]
    assert await counter.shop.free(tea) == 0


async def test_its_event_names_who_sent_it_and_with_which_request(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product()
    batch = Sync(counter.till, OfflineBills([offline(line(tea))]))
    asked = msgspec.structs.replace(asked_by(tx.context, batch), request_id="of-the-device")
    await sync_bills(tx, [asked])
    recorded = "SELECT request_id FROM event WHERE type = 'till.bill_synced'"
    assert await tx.connection.fetchval(recorded) == "of-the-device"


async def test_a_bill_keeps_the_price_it_was_made_at(counter: Counter) -> None:
    tea = await counter.shop.product(price_minor=300)
    (outcome,) = (await counter.syncs(offline(line(tea, 2, price_minor=250)))).outcomes
    assert outcome.posted is not None
    assert outcome.posted.total_minor == 500


async def test_a_key_names_one_bill(counter: Counter) -> None:
    tea = await counter.shop.product()
    await counter.syncs(offline(line(tea), key="device-1-7"))
    (outcome,) = (await counter.syncs(offline(line(tea, 2), key="device-1-7"))).outcomes
    assert (outcome.status, outcome.code) == ("refused", "bill_key_reused")


async def test_a_bill_of_what_never_was_is_refused_alone(counter: Counter) -> None:
    tea = await counter.shop.product()
    wrong, right = offline(line(new_id())), offline(line(tea))
    outcomes = (await counter.syncs(wrong, right)).outcomes
    assert [it.status for it in outcomes] == ["refused", "posted"]
    assert outcomes[0].code == "not_for_sale"


async def test_the_key_of_a_refused_bill_is_free_again(counter: Counter) -> None:
    tea = await counter.shop.product()
    await counter.syncs(offline(line(new_id()), key="device-1-8"))
    (outcome,) = (await counter.syncs(offline(line(tea), key="device-1-8"))).outcomes
    assert outcome.status == "posted"


async def test_one_key_twice_in_a_call_is_refused(counter: Counter) -> None:
    tea = await counter.shop.product()
    with pytest.raises(Invalid) as refused:
        await counter.syncs(
            offline(line(tea), key="device-1-9"), offline(line(tea), key="device-1-9")
        )
    assert [it.pointer for it in refused.value.errors] == ["/bills/1/bill_key"]


async def test_a_late_bill_belongs_to_the_shift_it_was_made_in(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(price_minor=300)
    await close_shift(tx, shift_id=counter.shift, body=Count(FLOAT_MINOR))
    await counter.syncs(offline(line(tea), shift_id=counter.shift))
    report = await read_shift(tx, shift_id=counter.shift)
    assert report.shift.expected_minor == FLOAT_MINOR
    assert report.expected_now_minor == FLOAT_MINOR + 300


async def test_twenty_bills_take_as_many_statements_as_one(tx: Tx, counter: Counter) -> None:
    tea = await counter.shop.product(free=100)
    counts: list[int] = []
    for bills in (1, 20):
        with recorded_statements(tx) as seen:
            await counter.syncs(*[offline(line(tea)) for _ in range(bills)])
        counts.append(len(seen))
    assert counts[0] == counts[1]


async def test_a_device_that_sends_a_bill_twice_at_once_posts_it_once(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        counter = await given_counter(tx)
        tea = await counter.shop.product(free=5)
    bill = offline(line(tea))

    async def sent() -> str:
        async with transaction(database, context) as tx:
            again = Counter(tx, counter.shop, counter.till, counter.shift)
            return (await again.syncs(bill)).outcomes[0].status

    assert sorted(await asyncio.gather(sent(), sent(), sent())) == ["known", "known", "posted"]
    async with transaction(database, context) as tx:
        free = await tx.connection.fetchval("SELECT sum(free)::int FROM stock")
    assert free == 4
