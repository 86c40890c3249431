"""Who is who: organizations, their stores and domains, members, API keys, and how they sign in.

What belongs to an organization is kept inside it, under row-level security. What must be found
before the organization is known (hosts, slugs, accounts, keys) is the directory's, which no
other room can reach.
"""

from galleria.tenants.create_store import (
    NewStore,
    create_store,
    insert_reserved_store,
    release_store,
    reserve_store,
    store_errors,
)
from galleria.tenants.queries import Store

__all__ = [
    "NewStore",
    "Store",
    "create_store",
    "insert_reserved_store",
    "release_store",
    "reserve_store",
    "store_errors",
]
