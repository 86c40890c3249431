"""What was sent through a transaction is sent again by psql, value for value."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from msgspec import Raw, Struct

from galleria.ops.bench.replay import Sent, caught, execution, psql
from galleria.ops.errors import OperatorError

AN_ID = UUID(int=7)
AT = datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)
AWKWARD = 'it\'s "quoted", \\ and {braces},\nñ €'


class Row(Struct):
    name: str
    price_minor: int


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "text", "NULL"),
        (1, "int4", "'1'"),
        (True, "bool", "'True'"),
        (AN_ID, "uuid", f"'{AN_ID}'"),
        (AT, "timestamptz", "'2026-01-02T03:04:05.678901+00:00'"),
        (b"\x00\xff", "bytea", "'\\x00ff'"),
        (["a", None, 'say "b"'], "text[]", '\'{"a",NULL,"say \\"b\\""}\''),
        ([], "uuid[]", "'{}'"),
        (Raw(b'{"a": "it\'s"}'), "jsonb", "'{\"a\": \"it''s\"}'"),
        ([Row("Flat white", 350)], "jsonb", '\'[{"name":"Flat white","price_minor":350}]\''),
        ([Raw(b'{"a":1}')], "jsonb[]", '\'{"{\\"a\\":1}"}\''),
        ([], "jsonb", "'[]'"),
    ],
)
def test_a_value_is_written_as_its_types_literal(value, kind, text):
    assert execution("one", [value], [kind]) == f"EXECUTE one ({text});"


def test_a_statement_without_values_is_executed_without_any():
    assert execution("one", (), ()) == "EXECUTE one;"


@pytest.fixture
async def table(empty_url):
    connection = await asyncpg.connect(empty_url)
    await connection.execute("CREATE TABLE seen (id uuid, at timestamptz, names text[], note text)")
    yield connection
    await connection.close()


INSERT = "INSERT INTO seen VALUES ($1, $2, $3, $4)"
TYPES = ("uuid", "timestamptz", "text[]", "text")


async def test_psql_writes_what_the_statement_would_have_written(table, empty_url):
    values = (AN_ID, AT, [AWKWARD, None, ""], AWKWARD)
    with psql(empty_url) as session:
        took_ms = session.replay(
            "BEGIN; SET LOCAL lock_timeout = 5000", [Sent(INSERT, values, TYPES)]
        )
    assert tuple(await table.fetchrow("SELECT * FROM seen")) == values
    assert took_ms > 0


async def test_a_session_replays_again_and_again(table, empty_url):
    with psql(empty_url) as session:
        for number in range(3):
            session.replay("BEGIN", [Sent(INSERT, (AN_ID, AT, [], str(number)), TYPES)] * 2)
    assert await table.fetchval("SELECT count(*) FROM seen") == 6


async def test_a_statement_that_fails_is_no_measurement(table, empty_url):
    with psql(empty_url) as session, pytest.raises(OperatorError, match="no_such_table"):
        session.replay("BEGIN", [Sent("SELECT * FROM no_such_table", (), ())])


async def test_every_statement_of_a_transaction_is_caught_with_its_values(tx):
    async with caught(tx) as sent:
        await tx.connection.fetchval("SELECT $1::int + 1", 41)
        await tx.connection.execute("SELECT 2")
    await tx.connection.fetchval("SELECT 3")
    assert sent == [Sent("SELECT $1::int + 1", (41,), ("int4",)), Sent("SELECT 2", (), ())]
