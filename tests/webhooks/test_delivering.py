"""What an endpoint is sent, and what is known of it afterwards."""

import base64
from typing import ClassVar

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError as Unverified
from svix.webhooks import Webhook as SvixWebhook

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import reading, transaction
from galleria.engine.events import Event, record
from galleria.engine.feed import FeedQuery, read_feed
from galleria.webhooks import CreatedWebhookEndpoint
from galleria.webhooks.ping_endpoint import ping_webhook_endpoint
from galleria.webhooks.rotate_secret import rotate_secret
from galleria.webhooks.send.message import BODY_BYTES_MAX
from tests.conftest import given_organization
from tests.webhooks.given import INSTALLATION, MugBroken, dispatching, given_endpoint, made, tried
from tests.webhooks.receiving import Received, receiving, says


class BookWritten(Event, frozen=True, tag="mug.book_written"):
    subject_field: ClassVar[str | None] = None
    text: str


async def test_an_event_arrives_and_says_what_happened(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        endpoint = await given_endpoint(database, context, receiver.url)
        (event_id,) = await made(database, context, 7)
        (received,) = await receiver.got(1)
        kept = await tried(database, context, endpoint.endpoint.endpoint_id, event_id)
    message = received.message
    assert (message.id, message.type) == (event_id, "mug.made")
    assert msgspec.json.decode(message.data)["number"] == 7
    assert received.headers["webhook-id"] == str(event_id)
    assert (kept.state, kept.attempt, [it.status for it in kept.tries]) == ("succeeded", 1, [204])


async def test_others_libraries_verify_what_we_sign(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        endpoint = await given_endpoint(database, context, receiver.url)
        await made(database, context, 7)
        (received,) = await receiver.got(1)
    for library in (Webhook, SvixWebhook):
        library(endpoint.secret).verify(received.body, received.headers)
        with pytest.raises(Exception, match="signature"):
            library(endpoint.secret).verify(received.body + b" ", received.headers)


async def test_anybody_verifies_with_the_public_key(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        endpoint = await given_endpoint(database, context, receiver.url)
        await made(database, context, 7)
        (received,) = await receiver.got(1)
    assert verify_v1a(endpoint.endpoint.public_key, received) == 1


async def test_after_a_rotation_both_secrets_verify_for_a_day(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        before = await given_endpoint(database, context, receiver.url)
        after = await rotated(database, context, before)
        await made(database, context, 7)
        (received,) = await receiver.got(1)
        for endpoint in (before, after):
            Webhook(endpoint.secret).verify(received.body, received.headers)
            assert verify_v1a(endpoint.endpoint.public_key, received) == 1
        await moved(database, context, "previous_until = previous_until - interval '1 day'")
        await made(database, context, 8)
        received = (await receiver.got(2))[1]
        Webhook(after.secret).verify(received.body, received.headers)
        with pytest.raises(Unverified):
            Webhook(before.secret).verify(received.body, received.headers)


async def test_rotated_twice_only_the_last_two_sign(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        first = await given_endpoint(database, context, receiver.url)
        await rotated(database, context, first)
        await rotated(database, context, first)
        await made(database, context, 7)
        (received,) = await receiver.got(1)
    assert len(received.headers["webhook-signature"].split(" ")) == 4
    with pytest.raises(Unverified):
        Webhook(first.secret).verify(received.body, received.headers)


async def test_only_the_types_asked_for_are_sent(database: Database, context: Context) -> None:
    async with receiving() as receiver, dispatching(database):
        await given_endpoint(database, context, receiver.url, types=["mug.broken", "order.*"])
        await made(database, context, 1)
        async with transaction(database, context) as tx:
            await record(tx, [MugBroken(2)])
        await receiver.got(1)
    assert receiver.types == ["mug.broken"]


async def test_each_endpoint_gets_its_own_with_the_same_id(
    database: Database, context: Context
) -> None:
    async with receiving() as one, receiving() as other, dispatching(database):
        endpoints = [await given_endpoint(database, context, it.url) for it in (one, other)]
        await made(database, context, 1)
        messages = [(await it.got(1))[0] for it in (one, other)]
    assert messages[0].message.id == messages[1].message.id
    for endpoint, received in zip(endpoints, messages, strict=True):
        Webhook(endpoint.secret).verify(received.body, received.headers)


async def test_a_large_event_comes_as_ids_and_where_to_read_it(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        await given_endpoint(database, context, receiver.url)
        async with transaction(database, context) as tx:
            await record(tx, [BookWritten("x" * BODY_BYTES_MAX)])
        (received,) = await receiver.got(1)
        message = received.message
        async with reading(database, context) as tx:
            page = await read_feed(tx, query=FeedQuery(after=message.position - 1, limit=1))
    assert len(received.body) < 1_000
    assert f"after={message.position - 1}&" in str(message.note)
    assert page.items[0].event_id == message.id


async def test_a_ping_reaches_its_endpoint_alone(database: Database, context: Context) -> None:
    async with receiving() as one, receiving() as other, dispatching(database):
        pinged = await given_endpoint(database, context, one.url, types=["nothing.ever"])
        await given_endpoint(database, context, other.url, types=["*"])
        async with transaction(database, context) as tx:
            await ping_webhook_endpoint(tx, endpoint_id=pinged.endpoint.endpoint_id)
        await one.got(1)
        await made(database, context, 1)
        await other.got(2)
    assert one.types == ["webhook_endpoint.pinged"]
    assert "webhook_endpoint.pinged" not in other.types


async def test_what_was_answered_is_kept_up_to_a_kilobyte(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        receiver.answer = says(200, "thanks \0" + "x" * 100_000)
        endpoint = await given_endpoint(database, context, receiver.url)
        (event_id,) = await made(database, context, 1)
        kept = await tried(database, context, endpoint.endpoint.endpoint_id, event_id)
    assert kept.tries[0].answer.startswith("thanks x")
    assert len(kept.tries[0].answer) <= 1_024


async def test_another_organizations_events_go_to_its_own_endpoints_only(
    database: Database, context: Context
) -> None:
    other = await given_organization(database)
    async with receiving() as own, receiving() as others, dispatching(database):
        await given_endpoint(database, context, own.url, types=["*"])
        await given_endpoint(database, other, others.url, types=["mug.*"])
        await made(database, other, 1)
        await others.got(1)
        (event_id,) = await made(database, context, 2)
        received = await own.got(2)
    assert "mug.made" in own.types
    assert {it.message.id for it in received if it.message.type == "mug.made"} == {event_id}


async def rotated(
    database: Database, context: Context, endpoint: CreatedWebhookEndpoint
) -> CreatedWebhookEndpoint:
    async with transaction(database, context) as tx:
        return await rotate_secret(
            tx, endpoint_id=endpoint.endpoint.endpoint_id, installation=INSTALLATION
        )


async def moved(database: Database, context: Context, change: str) -> None:
    """Move what a row says of the time: the clock is the database's own."""
    async with transaction(database, context) as tx:
        await tx.connection.execute(f"UPDATE webhook_endpoint SET {change}")


def verify_v1a(public_key: str, received: Received) -> int:
    """Return how many of the signatures are by that key."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key.removeprefix("whpk_")))
    headers = received.headers
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + received.body
    verified = 0
    for signature in headers["webhook-signature"].split(" "):
        version, _, encoded = signature.partition(",")
        try:
            key.verify(base64.b64decode(encoded), content)
        except InvalidSignature:
            continue
        assert version == "v1a"
        verified += 1
    return verified


async def test_no_endpoint_no_work(database: Database, context: Context) -> None:
    async with dispatching(database):
        await made(database, context, 1)
        async with reading(database, context) as tx:
            followed = await tx.connection.fetchval("SELECT is_followed FROM event_feed")
    assert not followed
