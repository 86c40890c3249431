"""What must be found before the organization is known; `tenants.directory` finds it."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor, Tier

OrganizationState = Literal["active", "suspended", "closed"]
StoreStatus = Literal["draft", "active", "inactive"]


class Caller(Struct, frozen=True):
    """Whose token, key or session it is. `org_id` is None for platform staff outside any."""

    org_id: UUID | None
    tier: Tier
    state: OrganizationState
    actor: Actor
    permissions: frozenset[str]
    token_id: UUID | None = None
    store_id: UUID | None = None
    customer_id: UUID | None = None
    expires_at: datetime | None = None


class StoreAddress(Struct, frozen=True):
    """The store behind a domain or a slug."""

    org_id: UUID
    store_id: UUID
    tier: Tier
    state: OrganizationState
    status: StoreStatus


class Directory(Protocol):
    """Every answer is None for the unknown, expired and revoked alike."""

    async def by_host(self, host: str) -> StoreAddress | None:
        """Return the store that a domain is mapped to."""
        ...

    async def by_slug(self, slug: str) -> StoreAddress | None:
        """Return the store with that slug."""
        ...

    async def by_api_key(self, raw: str) -> Caller | None:
        """Return whose API key it is."""
        ...

    async def by_token(self, raw: str) -> Caller | None:
        """Return whose signed token it is."""
        ...

    async def by_session(self, raw: str) -> Caller | None:
        """Return whose cookie session it is."""
        ...
