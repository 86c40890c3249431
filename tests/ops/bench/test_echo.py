"""The bare minimum beside which our calls are measured does what it is said to do."""

import json

import asyncpg
import pytest

from galleria.base.config import Settings
from galleria.ops.bench.client import UnexpectedAnswer, as_json, http_client
from galleria.ops.bench.side import drop_echo_table, echo_server, make_echo_table


@pytest.fixture
async def echo_settings(empty_url):
    settings = Settings(
        database_url=empty_url, app_database_url=empty_url, platform_database_url=empty_url
    )
    connection = await asyncpg.connect(empty_url)
    await connection.execute(
        """DO $$ BEGIN CREATE ROLE galleria_app; EXCEPTION WHEN duplicate_object THEN END $$"""
    )
    await connection.close()
    await make_echo_table(settings)
    return settings


async def test_the_echo_inserts_what_it_is_sent_and_sends_it_back(echo_settings):
    body = as_json({"name": "Flat white"})
    with echo_server(echo_settings) as port:
        async with http_client(port) as client:
            for _ in range(3):
                answer = await client.post("/", body)
    assert answer.json(dict) == json.loads(body)
    assert await drop_echo_table(echo_settings) == 3


async def test_an_answer_with_another_status_is_no_measurement(echo_settings):
    with echo_server(echo_settings) as port:
        async with http_client(port) as client:
            answer = await client.post("/", b"not json")
    with pytest.raises(UnexpectedAnswer, match="500"):
        answer.json(dict)
