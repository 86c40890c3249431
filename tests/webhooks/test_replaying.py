"""Sending again: one delivery, or a window of events by a job."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import Invalid, NotFound
from galleria.base.tx import transaction
from galleria.engine.storage import folder_storage
from galleria.webhooks import JOBS
from galleria.webhooks.ping_endpoint import WebhookEndpointInactive
from galleria.webhooks.replay import NewReplay, replay_deliveries, replay_delivery
from tests.conftest import given_organization
from tests.engine.working import ended, working
from tests.webhooks.given import delivery, dispatching, followed, given_endpoint, made, tried
from tests.webhooks.receiving import receiving, says
from tests.webhooks.test_failing import id_of, set_active

AN_HOUR = timedelta(hours=1)


async def test_one_delivery_is_sent_again_when_asked(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        await tried(database, context, endpoint, event_id)
        await replayed_one(database, context, endpoint, event_id)
        kept = await tried(database, context, endpoint, event_id, times=2)
    assert (kept.state, len(receiver.received)) == ("succeeded", 2)
    assert len({it.headers["webhook-id"] for it in receiver.received}) == 1


async def test_a_replay_begins_the_schedule_anew(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        receiver.answer = says(500)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        await tried(database, context, endpoint, event_id)
        async with transaction(database, context) as tx:
            await tx.connection.execute(
                "UPDATE delivery SET state = 'failed', due_at = NULL, attempt = 11"
            )
        await replayed_one(database, context, endpoint, event_id)
        kept = await tried(database, context, endpoint, event_id, times=2)
    assert (kept.state, kept.attempt) == ("pending", 1)


async def test_a_window_is_sent_again_with_what_was_before_the_endpoint(
    database: Database, context: Context, tmp_path: Path
) -> None:
    async with receiving() as receiver, dispatching(database):
        early = await made(database, context, 1, 2, 3)
        await followed(database, context, 3)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        late = await made(database, context, 4)
        await receiver.got(1)
        counted = await replayed(database, context, tmp_path, endpoint, types=["mug.*"])
        received = await receiver.got(5)
    assert counted == 4
    assert {it.message.id for it in received} == {*early, *late}


async def test_a_window_may_be_of_what_failed_only(
    database: Database, context: Context, tmp_path: Path
) -> None:
    async with receiving() as receiver, dispatching(database):
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        failed, _ = ids = await made(database, context, 1, 2)
        for event_id in ids:
            await tried(database, context, endpoint, event_id)
        async with transaction(database, context) as tx:
            await tx.connection.execute(
                "UPDATE delivery SET state = 'failed' WHERE event_id = $1", failed
            )
        counted = await replayed(database, context, tmp_path, endpoint, only_failed=True)
        await tried(database, context, endpoint, failed, times=2)
    assert (counted, len(receiver.received)) == (1, 3)


async def test_only_the_types_and_the_time_asked_for_are_sent_again(
    database: Database, context: Context, tmp_path: Path
) -> None:
    async with receiving() as receiver, dispatching(database):
        await made(database, context, 1)
        await followed(database, context, 1)
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        other = await replayed(database, context, tmp_path, endpoint, types=["order.*"])
        before = await replayed(database, context, tmp_path, endpoint, until=-AN_HOUR)
    assert (other, before, receiver.received) == (0, 0, [])


async def test_what_the_endpoint_did_not_ask_for_is_not_sent_again_either(
    database: Database, context: Context, tmp_path: Path
) -> None:
    async with receiving() as receiver, dispatching(database):
        await made(database, context, 1)
        await followed(database, context, 1)
        endpoint = id_of(await given_endpoint(database, context, receiver.url, types=["order.*"]))
        all_of_it = await replayed(database, context, tmp_path, endpoint)
        named = await replayed(database, context, tmp_path, endpoint, types=["mug.*"])
    assert (all_of_it, named, receiver.received) == (0, 0, [])


async def test_an_inactive_endpoint_is_sent_nothing_again(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        before = await tried(database, context, endpoint, event_id)
        await set_active(database, context, endpoint, is_active=False)
        with pytest.raises(WebhookEndpointInactive):
            await replayed_one(database, context, endpoint, event_id)
    assert await delivery(database, context, endpoint, event_id) == before


async def test_another_organizations_delivery_is_not_there(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    async with receiving() as receiver, dispatching(database):
        endpoint = id_of(await given_endpoint(database, context, receiver.url))
        (event_id,) = await made(database, context, 1)
        await tried(database, context, endpoint, event_id)
        with pytest.raises(NotFound):
            await replayed_one(database, other, endpoint, event_id)


async def test_a_window_that_ends_before_it_begins_is_refused(
    database: Database, context: Context
) -> None:
    endpoint = id_of(await given_endpoint(database, context, "https://hooks.example.com"))
    now = datetime.now(UTC)
    body = NewReplay(recorded_from=now, recorded_until=now)
    with pytest.raises(Invalid) as refused:
        async with transaction(database, context) as tx:
            await replay_deliveries(tx, endpoint_id=endpoint, body=body)
    assert [it.pointer for it in refused.value.errors] == ["/recorded_until"]


async def replayed_one(
    database: Database, context: Context, endpoint_id: UUID, event_id: UUID
) -> None:
    async with transaction(database, context) as tx:
        await replay_delivery(tx, endpoint_id=endpoint_id, event_id=event_id)


async def replayed(
    database: Database,
    context: Context,
    folder: Path,
    endpoint_id: UUID,
    *,
    until: timedelta = AN_HOUR,
    **asked: object,
) -> int:
    """Ask for a window again, have a worker do it, and return how many it found."""
    now = datetime.now(UTC)
    body = NewReplay(recorded_from=now - 2 * AN_HOUR, recorded_until=now + until, **asked)  # type: ignore[arg-type]
    async with transaction(database, context) as tx:
        accepted = await replay_deliveries(tx, endpoint_id=endpoint_id, body=body)
    async with working(database, folder_storage(folder), *JOBS):
        status = await ended(database, context, accepted.job_id)
    assert status.state == "completed", status
    async with transaction(database, context) as tx:
        return await tx.connection.fetchval(
            """SELECT (body ->> 'deliveries')::int FROM event
               WHERE type = 'webhook_endpoint.deliveries_replayed' ORDER BY event_id DESC LIMIT 1"""
        )
