"""Make an API key: its secret is shown once and kept as a hash."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from galleria.base.ids import new_id
from galleria.base.refusals import Conflict, FieldError, Forbidden, Invalid
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.tenants.directory.queries import insert_api_key_entry
from galleria.tenants.directory.secrets import new_secret, secret_hash
from galleria.tenants.events import ApiKeyCreated
from galleria.tenants.fields import Name
from galleria.tenants.queries import ApiKey, count_live_api_keys, insert_api_key
from galleria.tenants.rules import PERMISSIONS

KEY_PREFIX = "gk_live_"
SHOWN_LENGTH = len(KEY_PREFIX) + 6
KEYS_MAX = 100

Permissions = Annotated[
    list[Annotated[str, Meta(max_length=64)]],
    Meta(min_length=1, max_length=50, examples=[["catalog:read", "stores:read"]]),
]


class NewApiKey(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    permissions: Permissions
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class CreatedApiKey(Struct, frozen=True):
    """`secret` is shown this once: send it as `Authorization: Bearer …`."""

    api_key: ApiKey
    secret: str


class TooManyApiKeys(Conflict):
    code = "too_many_api_keys"
    title = "Revoke a key before you make another"


async def create_api_key(tx: DirectoryTx, *, body: NewApiKey) -> CreatedApiKey:
    """Make the key; `Invalid`, TooManyApiKeys, or Forbidden for what the caller does not hold."""
    permissions = sorted(set(body.permissions))
    _check(body, now=tx.context.now)
    if missing := [name for name in permissions if name not in tx.context.permissions]:
        raise Forbidden("A key can hold no more than who makes it.", permissions=missing)
    if await count_live_api_keys(tx) >= KEYS_MAX:
        raise TooManyApiKeys(keys_max=KEYS_MAX)
    secret, api_key_id = new_secret(KEY_PREFIX), new_id()
    actor = tx.context.actor
    key = await insert_api_key(
        tx,
        api_key_id=api_key_id,
        name=body.name,
        prefix=secret[:SHOWN_LENGTH],
        permissions=permissions,
        created_by=actor.actor_id if actor.kind == "member" else None,
        expires_at=body.expires_at,
        now=tx.context.now,
    )
    await insert_api_key_entry(
        tx.platform,
        key_hash=secret_hash(secret),
        organization_id=tx.context.org_id,
        api_key_id=api_key_id,
        permissions=permissions,
        expires_at=body.expires_at,
    )
    await record(tx, [ApiKeyCreated(api_key_id, key.name, key.permissions)])
    return CreatedApiKey(key, secret)


def _check(body: NewApiKey, *, now: datetime) -> None:
    errors = [
        FieldError(f"/permissions/{index}", "unknown_permission", f"There is no {name!r}.")
        for index, name in enumerate(body.permissions)
        if name not in PERMISSIONS
    ]
    if body.expires_at is not None and body.expires_at <= now:
        errors.append(FieldError("/expires_at", "range", "It has to be in the future."))
    if errors:
        raise Invalid(errors=errors)
