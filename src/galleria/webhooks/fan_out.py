"""Write a delivery for each event and endpoint that wants it: the follower of every feed."""

from galleria.base.tx import Tx
from galleria.engine.events import event_type
from galleria.engine.queues import wake_queues
from galleria.webhooks.delivery_queries import fan_out_window
from galleria.webhooks.events import WebhookEndpointPinged

PING = event_type(WebhookEndpointPinged)


async def fan_out(tx: Tx, after: int, up_to: int) -> None:
    """Write the deliveries of the positions behind `after`, up to `up_to`: 2 statements.

    Exactly once: they commit with how far the feed was followed.
    """
    endpoint_ids = await fan_out_window(tx, after=after, up_to=up_to, ping=PING)
    await wake_queues(tx, endpoint_ids)
