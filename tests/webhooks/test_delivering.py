"""What an endpoint is sent, and what is known of it afterwards."""

from standardwebhooks.webhooks import Webhook

from galleria.base.context import Context
from galleria.base.database import Database
from tests.webhooks.given import dispatching, given_endpoint, made, tried
from tests.webhooks.receiving import receiving


async def test_an_event_arrives_signed_and_says_what_happened(
    database: Database, context: Context
) -> None:
    async with receiving() as receiver, dispatching(database):
        endpoint = await given_endpoint(database, context, receiver.url)
        (event_id,) = await made(database, context, 7)
        (received,) = await receiver.got(1)
        verified = Webhook(endpoint.secret).verify(received.body.decode(), received.headers)
        assert (verified["type"], verified["data"]["number"]) == ("mug.made", 7)
        assert verified["id"] == received.headers["webhook-id"] == str(event_id)
        kept = await tried(database, context, endpoint.endpoint.endpoint_id, event_id)
    assert (kept.state, kept.attempt, [it.status for it in kept.tries]) == ("succeeded", 1, [204])
