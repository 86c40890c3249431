"""Make an endpoint: its secret is shown once, and kept sealed."""

from typing import Annotated

from msgspec import Meta, Struct

from galleria.base.ids import new_id
from galleria.base.refusals import Conflict, Invalid
from galleria.base.tx import Tx
from galleria.engine.event_types import like_pattern
from galleria.engine.events import record
from galleria.engine.feed import follow_feed
from galleria.engine.queues import open_queue
from galleria.webhooks.events import WebhookEndpointCreated
from galleria.webhooks.keys import new_keys
from galleria.webhooks.queries import count_endpoints, insert_endpoint
from galleria.webhooks.rows import CreatedWebhookEndpoint, Installation, WebhookEndpoint
from galleria.webhooks.rules import TypePatterns, url_errors

ENDPOINTS_MAX = 100
QUEUE_KIND = "webhooks"

Url = Annotated[str, Meta(max_length=2_000, examples=["https://example.com/hooks"])]
Description = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")]


class NewWebhookEndpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`types` are the events wanted; new ones from then on, not those before."""

    url: Url
    types: TypePatterns
    description: Description = ""
    is_active: bool = True


class TooManyWebhookEndpoints(Conflict):
    code = "too_many_webhook_endpoints"
    title = "Delete an endpoint before you make another"


async def create_endpoint(
    tx: Tx, *, body: NewWebhookEndpoint, installation: Installation
) -> CreatedWebhookEndpoint:
    """Make the endpoint; `Invalid`, TooManyWebhookEndpoints. Events placed from now on reach it."""
    if errors := url_errors(body.url, "/url", allow_private=installation.allow_private):
        raise Invalid(errors=errors)
    if await count_endpoints(tx) >= ENDPOINTS_MAX:
        raise TooManyWebhookEndpoints(endpoints_max=ENDPOINTS_MAX)
    keys, now = new_keys(), tx.context.now
    endpoint = WebhookEndpoint(
        endpoint_id=new_id(),
        url=body.url,
        description=body.description,
        types=sorted(set(body.types)),
        is_active=body.is_active,
        disabled_reason=None,
        public_key=keys.public_key,
        previous_public_key=None,
        previous_until=None,
        version=1,
        created_at=now,
        updated_at=now,
    )
    await _insert(tx, endpoint, installation.vault.seal(keys.stored, of=endpoint.endpoint_id.bytes))
    return CreatedWebhookEndpoint(endpoint, keys.secret)


async def _insert(tx: Tx, endpoint: WebhookEndpoint, sealed: bytes) -> None:
    await insert_endpoint(
        tx,
        endpoint_id=endpoint.endpoint_id,
        url=endpoint.url,
        description=endpoint.description,
        types=endpoint.types,
        patterns=[like_pattern(pattern) for pattern in endpoint.types],
        is_active=endpoint.is_active,
        keys=sealed,
        public_key=endpoint.public_key,
        now=endpoint.created_at,
    )
    await open_queue(tx, QUEUE_KIND, endpoint.endpoint_id)
    await record(tx, [WebhookEndpointCreated(endpoint.endpoint_id, endpoint.url, endpoint.types)])
    # Last: the feed's row is the sequencer's, too.
    await follow_feed(tx, is_followed=True)
