"""Send an endpoint an event that means nothing, to see whether it arrives."""

from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.refusals import Conflict, NotFound
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.webhooks.events import WebhookEndpointPinged
from galleria.webhooks.queries import find_endpoint


class Pinged(Struct, frozen=True):
    """`event_id` is what its delivery is found by, under the endpoint's deliveries."""

    endpoint_id: UUID
    event_id: UUID


class WebhookEndpointInactive(Conflict):
    code = "webhook_endpoint_inactive"
    title = "Make the endpoint active first"


async def ping_webhook_endpoint(tx: Tx, *, endpoint_id: UUID) -> Pinged:
    """Send a ping the way every event goes; NotFound, WebhookEndpointInactive."""
    await refuse_inactive(tx, endpoint_id)
    event_id = new_id()
    await record(tx, [WebhookEndpointPinged(endpoint_id)], ids=[event_id])
    return Pinged(endpoint_id, event_id)


async def refuse_inactive(tx: ReadTx, endpoint_id: UUID) -> None:
    """Raise NotFound, or WebhookEndpointInactive."""
    endpoint = await find_endpoint(tx, endpoint_id=endpoint_id, now=tx.context.now)
    if endpoint is None:
        raise NotFound()
    if not endpoint.is_active:
        raise WebhookEndpointInactive()
