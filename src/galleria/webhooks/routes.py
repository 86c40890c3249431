"""HTTP doors to webhooks: one line an endpoint."""

from galleria.base.http import Access, command, special
from galleria.base.refusals import Invalid, NotFound
from galleria.webhooks import doors
from galleria.webhooks.change_endpoint import WebhookEndpointChanges
from galleria.webhooks.create_endpoint import NewWebhookEndpoint, TooManyWebhookEndpoints
from galleria.webhooks.delete_endpoint import delete_webhook_endpoint
from galleria.webhooks.list import (
    list_deliveries,
    list_deliveries_of_event,
    list_webhook_endpoints,
    read_delivery,
    read_webhook_endpoint,
)
from galleria.webhooks.ping_endpoint import WebhookEndpointInactive, ping_webhook_endpoint
from galleria.webhooks.replay import replay_deliveries, replay_delivery
from galleria.webhooks.rows import CreatedWebhookEndpoint, WebhookEndpoint

READ, WRITE = "webhooks:read", "webhooks:write"
ENDPOINTS = "/webhook-endpoints"
ENDPOINT = ENDPOINTS + "/{endpoint_id}"
DELIVERY = ENDPOINT + "/deliveries/{event_id}"
BODY_BYTES_MAX = 65_536

ROUTES = [
    command("GET", ENDPOINTS, list_webhook_endpoints, permission=READ),
    # Answers that hold a secret are not kept for replay, so these take no Idempotency-Key.
    special(
        "POST",
        ENDPOINTS,
        doors.create_webhook_endpoint,
        access=Access.CALLER,
        permission=WRITE,
        body=NewWebhookEndpoint,
        result=CreatedWebhookEndpoint,
        status=201,
        refusals=(Invalid, TooManyWebhookEndpoints),
        body_bytes_max=BODY_BYTES_MAX,
    ),
    command("GET", ENDPOINT, read_webhook_endpoint, permission=READ),
    special(
        "PATCH",
        ENDPOINT,
        doors.change_webhook_endpoint,
        access=Access.CALLER,
        permission=WRITE,
        body=WebhookEndpointChanges,
        result=WebhookEndpoint,
        refusals=(Invalid, NotFound),
        body_bytes_max=BODY_BYTES_MAX,
        if_match=True,
    ),
    command("DELETE", ENDPOINT, delete_webhook_endpoint, permission=WRITE),
    special(
        "POST",
        ENDPOINT + "/rotate-secret",
        doors.rotate_webhook_secret,
        access=Access.CALLER,
        permission=WRITE,
        result=CreatedWebhookEndpoint,
        refusals=(NotFound,),
    ),
    command(
        "POST",
        ENDPOINT + "/ping",
        ping_webhook_endpoint,
        permission=WRITE,
        status=202,
        idempotent=True,
        refusals=(WebhookEndpointInactive,),
    ),
    command("GET", ENDPOINT + "/deliveries", list_deliveries, permission=READ),
    command("GET", DELIVERY, read_delivery, permission=READ),
    command(
        "POST",
        DELIVERY + "/replay",
        replay_delivery,
        permission=WRITE,
        status=202,
        idempotent=True,
        refusals=(WebhookEndpointInactive,),
    ),
    command(
        "POST",
        ENDPOINT + "/replays",
        replay_deliveries,
        permission=WRITE,
        status=202,
        idempotent=True,
        refusals=(WebhookEndpointInactive,),
    ),
    command("GET", "/events/{event_id}/deliveries", list_deliveries_of_event, permission=READ),
]
