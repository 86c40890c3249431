"""Webhooks out: an organization's events, sent to its endpoints as signed HTTP requests.

The sequencer's follower writes a delivery for each event and endpoint that wants it; workers send
them under a lease an endpoint, at least once, and retry over three days. The event's own row is the
source: a delivery holds ids, and its body is read when it is sent.
"""

from galleria.webhooks.create_endpoint import NewWebhookEndpoint, create_endpoint
from galleria.webhooks.fan_out import fan_out
from galleria.webhooks.jobs import JOBS
from galleria.webhooks.rows import CreatedWebhookEndpoint, Installation, WebhookEndpoint
from galleria.webhooks.send.courier import WEBHOOKS

__all__ = [
    "JOBS",
    "WEBHOOKS",
    "CreatedWebhookEndpoint",
    "Installation",
    "NewWebhookEndpoint",
    "WebhookEndpoint",
    "create_endpoint",
    "fan_out",
]
