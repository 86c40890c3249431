"""What becomes of deliveries, and of endpoints, that fail."""

import asyncio
import socket
import time
from uuid import UUID

import pytest
from aiohttp import web

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import reading, transaction
from galleria.webhooks import CreatedWebhookEndpoint
from galleria.webhooks.change_endpoint import WebhookEndpointChanges, change_endpoint
from galleria.webhooks.list import read_webhook_endpoint
from galleria.webhooks.rows import WebhookEndpoint
from galleria.webhooks.rules import EXHAUSTED_MAX, RETRY_AFTER_S, TRIES_MAX
from galleria.webhooks.send import post
from tests.engine.working import until
from tests.webhooks.given import (
    INSTALLATION,
    SECRET,
    Settings,
    dispatching,
    given_endpoint,
    made,
    tried,
)
from tests.webhooks.receiving import Received, receiving, says

CLOSED = Settings(database_url="unused", secret=SECRET)


async def test_what_fails_is_tried_again_until_it_is_accepted(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        receiver.answer = says(500, "broken")
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint, event_id)
        assert (kept.state, kept.attempt, kept.tries[0].answer) == ("pending", 1, "broken")
        receiver.answer = says(204)
        await passed(database, context, "1 minute")
        kept = await tried(database, context, endpoint, event_id, times=2)
    assert (kept.state, [it.status for it in kept.tries]) == ("succeeded", [500, 204])
    assert len({it.headers["webhook-id"] for it in receiver.received}) == 1


async def test_the_whole_schedule_takes_three_days_and_then_it_is_given_up(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        receiver.answer = says(500)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        for attempt in range(1, TRIES_MAX):
            kept = await tried(database, context, endpoint, event_id, times=attempt)
            assert kept.next_attempt_at is not None
            waits_s = (kept.next_attempt_at - kept.tries[-1].at).total_seconds()
            assert waits_s == pytest.approx(RETRY_AFTER_S[attempt - 1], rel=0.21, abs=2)
            await passed(database, context, f"{waits_s + 1} seconds")
        kept = await tried(database, context, endpoint, event_id, times=TRIES_MAX)
    assert (kept.state, kept.next_attempt_at) == ("failed", None)
    assert (await endpoint_of(database, context, endpoint)).is_active


async def test_an_endpoint_that_is_gone_is_disabled_at_once(
    database: Database, context: Context
) -> None:
    async with receiving() as gone, receiving() as other, dispatching(database):
        gone.answer = says(410)
        endpoint = id_of(await given_endpoint(database, context, gone.url))
        await given_endpoint(database, context, other.url, types=["webhook_endpoint.disabled"])
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint, event_id)
        await other.got(1)
        await made(database, context, 2)
        await asyncio.sleep(0.3)
    shown = await endpoint_of(database, context, endpoint)
    assert (kept.state, shown.is_active, shown.disabled_reason) == ("failed", False, "gone")
    assert len(gone.received) == 1


async def test_an_endpoint_where_nothing_is_ever_accepted_is_disabled(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        receiver.answer = says(500)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        ids = await made(database, context, *range(EXHAUSTED_MAX))
        for event_id in ids:
            await tried(database, context, endpoint, event_id)
        async with transaction(database, context) as tx:
            await tx.connection.execute("UPDATE delivery SET attempt = $1", TRIES_MAX - 1)
        await passed(database, context, "1 day")

        async def is_disabled() -> bool:
            return not (await endpoint_of(database, context, endpoint)).is_active

        await until(is_disabled)
    assert (await endpoint_of(database, context, endpoint)).disabled_reason == "failing"


async def test_made_active_again_it_gets_what_waited(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        receiver.answer = says(500)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        await tried(database, context, endpoint, event_id)
        await set_active(database, context, endpoint, is_active=False)
        await passed(database, context, "1 minute")
        await asyncio.sleep(0.3)
        assert len(receiver.received) == 1
        receiver.answer = says(204)
        await set_active(database, context, endpoint, is_active=True)
        assert (await tried(database, context, endpoint, event_id, times=2)).state == "succeeded"


async def test_a_redirect_is_a_failure_and_is_not_followed(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, receiving() as elsewhere, dispatching(database):
        receiver.answer = says(307, Location=elsewhere.url)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint, event_id)
    assert (kept.state, kept.tries[0].status, elsewhere.received) == ("pending", 307, [])


async def test_who_asks_to_be_left_alone_is(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        receiver.answer = says(429, **{"Retry-After": "3600"})
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint, event_id)
    assert kept.next_attempt_at is not None
    assert (kept.next_attempt_at - kept.tries[0].at).total_seconds() > 3_590


async def test_who_does_not_answer_in_time_has_failed(
    database: Database, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "TIMEOUT_S", 0.2)

    async def sleeps(_: Received) -> web.Response:
        await asyncio.sleep(3)
        return web.Response()

    async with receiving() as receiver, dispatching(database):
        receiver.answer = sleeps
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint, event_id)
    assert (kept.state, kept.tries[0].status) == ("pending", None)
    assert "0.2 s" in str(kept.tries[0].error)


async def test_an_endpoint_that_is_away_rests_and_then_gets_everything(
    database: Database, context: Context
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound, and never listening.
        port = taken.getsockname()[1]
        async with receiving() as receiver, dispatching(database):
            away = f"http://127.0.0.1:{port}"
            endpoint = id_of(await given_endpoint(database, context, away))
            ids = await made(database, context, *range(40))
            await asyncio.sleep(1.5)
            first_tries = await tries_of(database, context)
            assert 3 <= first_tries < 40
            async with transaction(database, context) as tx:
                await tx.connection.execute("UPDATE webhook_endpoint SET url = $1", receiver.url)
            await passed(database, context, "1 day")
            received = await receiver.got(40)
    assert {it.message.id for it in received} == set(ids)
    assert (await endpoint_of(database, context, endpoint)).is_active


async def test_a_silent_endpoint_holds_up_no_other(database: Database, context: Context) -> None:
    async def sleeps(_: Received) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async with receiving() as silent, receiving() as other, dispatching(database):
        silent.answer = sleeps
        await given_endpoint(database, context, silent.url)
        await given_endpoint(database, context, other.url)
        await made(database, context, *range(100))
        began = time.monotonic()
        await other.got(100)
        assert time.monotonic() - began < 3


async def test_one_slow_answer_holds_up_no_other_event(
    database: Database, context: Context
) -> None:
    async def sleeps_once(_: Received) -> web.Response:
        if len(receiver.received) == 1:
            await asyncio.sleep(30)
        return web.Response()

    async with receiving() as receiver, dispatching(database):
        receiver.answer = sleeps_once
        await given_endpoint(database, context, receiver.url)
        for number in range(3):
            await made(database, context, number)
            await receiver.got(number + 1, within_s=2)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0.0.0.0"])
async def test_no_way_of_writing_it_leads_inside(
    database: Database, context: Context, host: str
) -> None:
    # Made while it was allowed: what counts is where the connection would go.
    async with receiving() as receiver, dispatching(database, CLOSED):
        url = receiver.url.replace("127.0.0.1", host)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        async with transaction(database, context) as tx:
            await tx.connection.execute("UPDATE webhook_endpoint SET url = $1", url)
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint, event_id)
    assert (kept.tries[0].status, receiver.received) == (None, [])
    assert "may not be called" in str(kept.tries[0].error)


async def test_a_name_that_leads_elsewhere_a_moment_later_is_refused_there(
    database: Database, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: a look-up before the call would have found an address of the internet."""
    looked_up: list[str] = []
    real = asyncio.get_running_loop().getaddrinfo

    async def rebinds(host: str, port: int, **rest: object) -> object:
        if host != "rebinding.example.com":
            return await real(host, port, **rest)  # type: ignore[arg-type]
        looked_up.append(host)
        return await real("127.0.0.1", port, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", rebinds, raising=False)
    async with receiving() as receiver, dispatching(database, CLOSED):
        endpoint = id_of(await given_endpoint(database, context, "https://rebinding.example.com"))
        async with transaction(database, context) as tx:
            url = receiver.url.replace("127.0.0.1", "rebinding.example.com")
            await tx.connection.execute("UPDATE webhook_endpoint SET url = $1", url)
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint, event_id)
    assert looked_up
    assert (kept.tries[0].status, receiver.received) == (None, [])


def id_of(created: CreatedWebhookEndpoint) -> UUID:
    return created.endpoint.endpoint_id


async def endpoint_of(database: Database, context: Context, endpoint_id: UUID) -> WebhookEndpoint:
    async with reading(database, context) as tx:
        return await read_webhook_endpoint(tx, endpoint_id=endpoint_id)


async def set_active(
    database: Database, context: Context, endpoint_id: UUID, *, is_active: bool
) -> None:
    version = (await endpoint_of(database, context, endpoint_id)).version
    async with transaction(database, context) as tx:
        await change_endpoint(
            tx,
            endpoint_id=endpoint_id,
            body=WebhookEndpointChanges(is_active=is_active),
            if_match=version,
            installation=INSTALLATION,
        )


async def passed(database: Database, context: Context, interval: str) -> None:
    """Move the clock: everything that waits is so much sooner due."""
    async with transaction(database, context) as tx:
        await tx.connection.execute(
            "UPDATE delivery SET due_at = due_at - $1::text::interval", interval
        )
        await tx.connection.execute(
            """UPDATE served_queue SET due_at = least(due_at, now()), rests_until = NULL"""
        )


async def tries_of(database: Database, context: Context) -> int:
    async with reading(database, context) as tx:
        return await tx.connection.fetchval("SELECT count(*) FROM delivery WHERE attempt > 0")
