"""Delete a store, its domains and its slug."""

from uuid import UUID

from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.tenants.directory.cache import SHOPS_SIGNAL
from galleria.tenants.directory.queries import delete_store_entry
from galleria.tenants.events import StoreDeleted
from galleria.tenants.notices import StoreChanging
from galleria.tenants.queries import delete_store as delete_store_row
from galleria.tenants.queries import lock_store


async def delete_store(tx: DirectoryTx, *, store_id: UUID, if_match: int) -> None:
    """Delete the store; NotFound or Stale. Its slug and domains are free for anyone at once.

    What it sold stays: a catalog belongs to the organization, not to one of its stores.
    """
    store = await lock_store(tx, store_id=store_id)
    if store is None:
        raise NotFound()
    if store.version != if_match:
        raise Stale(version=store.version)
    await tell(tx, StoreChanging(store_id))
    await delete_store_entry(tx.platform, store_id=store_id, organization_id=tx.context.org_id)
    tx.signals.add(SHOPS_SIGNAL)
    await delete_store_row(tx, store_id=store_id)
    await record(tx, [StoreDeleted(store_id, store.slug)])
