"""Stop a host name from leading to a store."""

from uuid import UUID

from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.tenants.directory.cache import SHOPS_SIGNAL
from galleria.tenants.directory.queries import delete_domain_entry
from galleria.tenants.events import DomainRemoved
from galleria.tenants.queries import delete_domain, lock_domain


async def remove_domain(tx: DirectoryTx, *, store_id: UUID, domain: str, if_match: int) -> None:
    """Remove the domain, within a second everywhere; NotFound or Stale."""
    name = domain.lower()
    mapped = await lock_domain(tx, store_id=store_id, domain=name)
    if mapped is None:
        raise NotFound()
    if mapped.version != if_match:
        raise Stale(version=mapped.version)
    await delete_domain_entry(tx.platform, domain=name, organization_id=tx.context.org_id)
    tx.signals.add(SHOPS_SIGNAL)
    await delete_domain(tx, domain=name)
    await record(tx, [DomainRemoved(store_id, name)])
