"""Give an endpoint new keys; those before sign beside them for a day."""

from uuid import UUID

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.webhooks.events import WebhookSecretRotated
from galleria.webhooks.keys import new_keys
from galleria.webhooks.queries import find_endpoint, lock_endpoint, rotate_keys
from galleria.webhooks.rows import CreatedWebhookEndpoint, Installation

OVERLAP_S = 86_400.0


async def rotate_secret(
    tx: Tx, *, endpoint_id: UUID, installation: Installation
) -> CreatedWebhookEndpoint:
    """Make a new secret and key pair, and return the secret this once; NotFound.

    For a day deliveries carry signatures of both generations. Rotated again within it, only the
    last two sign.
    """
    now = tx.context.now
    if await lock_endpoint(tx, endpoint_id=endpoint_id, now=now) is None:
        raise NotFound()
    keys = new_keys()
    await rotate_keys(
        tx,
        endpoint_id=endpoint_id,
        keys=installation.vault.seal(keys.stored, of=endpoint_id.bytes),
        public_key=keys.public_key,
        overlap_s=OVERLAP_S,
        now=now,
    )
    await record(tx, [WebhookSecretRotated(endpoint_id)])
    endpoint = await find_endpoint(tx, endpoint_id=endpoint_id, now=now)
    assert endpoint is not None
    return CreatedWebhookEndpoint(endpoint, keys.secret)
