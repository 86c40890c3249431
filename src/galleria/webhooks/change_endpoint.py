"""Change an endpoint's fields, those given only."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.engine.event_types import like_pattern
from galleria.engine.events import record
from galleria.engine.queues import wake_queues
from galleria.webhooks.create_endpoint import Description, Url
from galleria.webhooks.events import WebhookEndpointUpdated
from galleria.webhooks.queries import lock_endpoint, update_endpoint
from galleria.webhooks.rows import Installation, WebhookEndpoint
from galleria.webhooks.rules import TypePatterns, url_errors

FIELDS = ("url", "description", "types", "is_active")


class WebhookEndpointChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; `types` are replaced whole."""

    url: Url | UnsetType = UNSET
    types: TypePatterns | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


async def change_endpoint(
    tx: Tx,
    *,
    endpoint_id: UUID,
    body: WebhookEndpointChanges,
    if_match: int,
    installation: Installation,
) -> WebhookEndpoint:
    """Change the endpoint; NotFound, Stale, `Invalid`.

    What waits for an inactive endpoint is sent when it is active again; events of the time between
    are not, until they are replayed. What is being sent at this moment still goes to the old URL.
    """
    before = await lock_endpoint(tx, endpoint_id=endpoint_id, now=tx.context.now)
    if before is None:
        raise NotFound()
    if before.version != if_match:
        raise Stale(version=before.version)
    after = _patched(before, body)
    if errors := url_errors(after.url, "/url", allow_private=installation.allow_private):
        raise Invalid(errors=errors)
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    if not changed:
        return before
    await _write(tx, after)
    await record(tx, [WebhookEndpointUpdated(endpoint_id, changed, before.version + 1)])
    if after.is_active:
        await wake_queues(tx, [endpoint_id], ends_rest=True)
    return msgspec.structs.replace(
        after,
        version=before.version + 1,
        updated_at=tx.context.now,
        disabled_reason=None if after.is_active else before.disabled_reason,
    )


async def _write(tx: Tx, after: WebhookEndpoint) -> None:
    await update_endpoint(
        tx,
        endpoint_id=after.endpoint_id,
        url=after.url,
        description=after.description,
        types=after.types,
        patterns=[like_pattern(pattern) for pattern in after.types],
        is_active=after.is_active,
        now=tx.context.now,
    )


def _patched(before: WebhookEndpoint, body: WebhookEndpointChanges) -> WebhookEndpoint:
    given = {
        name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET
    }
    if "types" in given:
        given["types"] = sorted(set(given["types"]))
    return msgspec.structs.replace(before, **given)
