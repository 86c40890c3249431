"""Delete an endpoint; the log of what it was sent stays."""

from uuid import UUID

from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.engine.feed import follow_feed
from galleria.engine.queues import close_queue
from galleria.webhooks.events import WebhookEndpointDeleted
from galleria.webhooks.queries import count_endpoints, delete_endpoint_row, lock_endpoint


async def delete_webhook_endpoint(tx: Tx, *, endpoint_id: UUID, if_match: int) -> None:
    """Delete the endpoint; NotFound, Stale. What waits for it is never sent."""
    before = await lock_endpoint(tx, endpoint_id=endpoint_id, now=tx.context.now)
    if before is None:
        raise NotFound()
    if before.version != if_match:
        raise Stale(version=before.version)
    await delete_endpoint_row(tx, endpoint_id=endpoint_id)
    await close_queue(tx, endpoint_id)
    await record(tx, [WebhookEndpointDeleted(endpoint_id, before.url)])
    if await count_endpoints(tx) == 0:
        await follow_feed(tx, is_followed=False)
