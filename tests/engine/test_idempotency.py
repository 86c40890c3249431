"""One key, one effect, one answer (trap X1)."""

import asyncio

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import Malformed
from galleria.base.tx import Tx, transaction
from galleria.engine.idempotency import (
    InFlight,
    KeyReused,
    Recorded,
    begin,
    parse_key,
    remember,
)
from galleria.engine.jobs import enqueue
from tests.engine.conftest import DoThing

ANSWER = Recorded(201, {"location": "/things/1"}, b'{"thing": 1}\xff')


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("8e03978e-40d5", "8e03978e-40d5"),
        ('"8e03978e-40d5"', "8e03978e-40d5"),
        (r'"a\"b\\c"', r'a"b\c'),
        (" padded\t", "padded"),
        ("x" * 255, "x" * 255),
    ],
)
def test_a_key_may_be_bare_or_quoted(header: str, key: str) -> None:
    assert parse_key(header) == key


@pytest.mark.parametrize(
    "header",
    ["", '""', '"open', '"a"b"', '"a"; p=1', "two words", '"two words"', "ключ", "x" * 256, "a\0b"],
)
def test_refuses_a_key_that_is_none(header: str) -> None:
    with pytest.raises(Malformed):
        parse_key(header)


async def test_a_fresh_key_is_new(tx: Tx) -> None:
    assert await begin(tx, "key", b"request") is None


async def test_a_repeat_gets_the_same_answer_byte_for_byte(
    database: Database, context: Context
) -> None:
    await given_answer(database, context)
    async with transaction(database, context) as tx:
        assert await begin(tx, "key", b"request") == ANSWER


async def test_refuses_the_key_for_another_request(database: Database, context: Context) -> None:
    await given_answer(database, context)
    async with transaction(database, context) as tx:
        with pytest.raises(KeyReused):
            await begin(tx, "key", b"another request")


async def test_refuses_a_repeat_while_the_first_is_being_answered(
    database: Database, tx: Tx
) -> None:
    await begin(tx, "key", b"request")
    async with transaction(database, tx.context) as second:
        with pytest.raises(InFlight) as refusal:
            await begin(second, "key", b"request")
    assert (refusal.value.status, refusal.value.retry_after_s) == (409, 1)


async def test_a_failed_request_burns_no_key(database: Database, context: Context) -> None:
    with pytest.raises(RuntimeError):
        async with transaction(database, context) as tx:
            await begin(tx, "key", b"request")
            await remember(tx, "key", b"request", ANSWER)
            raise RuntimeError
    async with transaction(database, context) as tx:
        assert await begin(tx, "key", b"request") is None


async def test_the_same_key_of_another_organization_is_another_key(tx: Tx, other_tx: Tx) -> None:
    await begin(tx, "key", b"request")
    await remember(tx, "key", b"request", ANSWER)
    assert await begin(other_tx, "key", b"request") is None


async def test_a_key_stays_one_across_the_boundary_of_two_partitions(
    database: Database, context: Context
) -> None:
    await given_answer(database, context)
    async with transaction(database, context) as tx:
        await tx.connection.execute(
            "UPDATE idempotency_record SET recorded_at = recorded_at + interval '1 week'"
        )
        assert await begin(tx, "key", b"request") == ANSWER
    async with transaction(database, context) as tx:
        assert await begin(tx, "key", b"request") == ANSWER


async def test_simultaneous_requests_have_one_effect(database: Database, context: Context) -> None:
    async def request() -> str:
        try:
            async with transaction(database, context) as tx:
                if await begin(tx, "key", b"request"):
                    return "replayed"
                await enqueue(tx, [DoThing()])
                await remember(tx, "key", b"request", ANSWER)
                return "done"
        except InFlight:
            return "in flight"

    outcomes = [o for _ in range(20) for o in await asyncio.gather(*[request() for _ in range(8)])]
    assert outcomes.count("done") == 1
    async with transaction(database, context) as tx:
        assert await tx.connection.fetchval("SELECT count(*) FROM job") == 1


async def given_answer(database: Database, context: Context) -> None:
    async with transaction(database, context) as tx:
        await begin(tx, "key", b"request")
        await remember(tx, "key", b"request", ANSWER)
