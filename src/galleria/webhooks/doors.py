"""Endpoints that need the installation: its vault, and which addresses may be called."""

from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.arguments import if_match_of
from galleria.base.call import Answer, Call
from galleria.base.config import Settings
from galleria.base.refusals import NotFound
from galleria.engine.vault import open_vault
from galleria.webhooks import rotate_secret
from galleria.webhooks.change_endpoint import WebhookEndpointChanges, change_endpoint
from galleria.webhooks.create_endpoint import NewWebhookEndpoint, create_endpoint
from galleria.webhooks.rows import Installation

UNCACHED = {"cache-control": "no-store"}


async def create_webhook_endpoint(call: Call) -> Answer:
    """Make an endpoint; the answer holds its secret, this once."""
    body = await call.json(NewWebhookEndpoint)
    async with call.transaction() as tx:
        created = await create_endpoint(tx, body=body, installation=_installation(call))
    return _answer(201, created, created.endpoint.version)


async def change_webhook_endpoint(call: Call) -> Answer:
    """Change an endpoint's fields, those given only. Made active, what waits for it is sent."""
    if_match = if_match_of(call)
    body = await call.json(WebhookEndpointChanges)
    async with call.transaction() as tx:
        endpoint = await change_endpoint(
            tx,
            endpoint_id=_endpoint_id(call),
            body=body,
            if_match=if_match,
            installation=_installation(call),
        )
    return _answer(200, endpoint, endpoint.version)


async def rotate_webhook_secret(call: Call) -> Answer:
    """Make a new secret and key pair, shown this once; those before sign beside them for a day."""
    async with call.transaction() as tx:
        rotated = await rotate_secret.rotate_secret(
            tx, endpoint_id=_endpoint_id(call), installation=_installation(call)
        )
    return _answer(200, rotated, rotated.endpoint.version)


def _installation(call: Call) -> Installation:
    settings = call.services.get(Settings)
    return Installation(open_vault(settings), settings.allow_private_targets)


def _endpoint_id(call: Call) -> UUID:
    try:
        return UUID(call.path_values["endpoint_id"])
    except ValueError:
        raise NotFound() from None


def _answer(status: int, result: Struct, version: int) -> Answer:
    return Answer(status, msgspec.json.encode(result), {**UNCACHED, "etag": f'"{version}"'})
