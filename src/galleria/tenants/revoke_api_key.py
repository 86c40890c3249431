"""Revoke an API key for good."""

from uuid import UUID

from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.tenants.directory.queries import delete_api_key_entry
from galleria.tenants.directory.trust.revoke import revoke
from galleria.tenants.events import ApiKeyRevoked
from galleria.tenants.queries import lock_api_key, mark_api_key_revoked


async def revoke_api_key(tx: DirectoryTx, *, api_key_id: UUID, if_match: int) -> None:
    """Refuse the key within a second, everywhere; NotFound or Stale. It stays in the list."""
    key = await lock_api_key(tx, api_key_id=api_key_id)
    if key is None:
        raise NotFound()
    if key.version != if_match:
        raise Stale(version=key.version)
    if key.revoked_at is not None:
        return
    await mark_api_key_revoked(tx, api_key_id=api_key_id, now=tx.context.now)
    await delete_api_key_entry(
        tx.platform, api_key_id=api_key_id, organization_id=tx.context.org_id
    )
    await revoke(tx.platform, [("api_key", api_key_id)])
    await record(tx, [ApiKeyRevoked(api_key_id)])
