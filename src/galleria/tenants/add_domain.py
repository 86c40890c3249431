"""Let a host name lead to a store."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import Conflict, FieldError, Invalid, NotFound
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.tenants.directory.cache import SHOPS_SIGNAL
from galleria.tenants.directory.queries import reserve_domain
from galleria.tenants.events import DomainAdded
from galleria.tenants.fields import Domain, normal_domain
from galleria.tenants.queries import StoreDomain, domains_of, insert_domain, lock_store

DOMAINS_MAX = 20


class NewDomain(Struct, frozen=True, forbid_unknown_fields=True):
    """Kept as it is looked up: lower case, IDNA (`münchen.de` is `xn--mnchen-3ya.de`)."""

    domain: Domain


class TooManyDomains(Conflict):
    code = "too_many_domains"
    title = "This store has as many domains as a store can have"


async def add_domain(tx: DirectoryTx, *, store_id: UUID, body: NewDomain) -> StoreDomain:
    """Map the domain to the store; `Invalid` when another store has it, or it is no host name.

    A domain the store has already is returned as it is. NotFound, TooManyDomains.
    """
    domain = normal_domain(body.domain, "/domain")
    # The store's lock makes two that add the same domain, or the last one allowed, queue.
    if await lock_store(tx, store_id=store_id) is None:
        raise NotFound()
    there = await domains_of(tx, store_id=store_id)
    for known in there:
        if known.domain == domain:
            return known
    if len(there) >= DOMAINS_MAX:
        raise TooManyDomains(f"At most {DOMAINS_MAX}.", domains_max=DOMAINS_MAX)
    reserved = await reserve_domain(
        tx.platform, domain=domain, organization_id=tx.context.org_id, store_id=store_id
    )
    if reserved is None:
        raise Invalid(errors=[FieldError("/domain", "taken", f"{domain} leads elsewhere.")])
    tx.signals.add(SHOPS_SIGNAL)
    added = await insert_domain(tx, domain=domain, store_id=store_id, now=tx.context.now)
    await record(tx, [DomainAdded(store_id, domain)])
    return added
