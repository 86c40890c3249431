"""Who is at the door: what a token, key, session or host was found to mean.

The edge asks a `Resolver` (implemented above, wired in app.py); it keeps no identity of its own.
"""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor, Tier


class Identity(Struct, frozen=True):
    """A caller or a shopper, and the organization they are in (none for platform staff)."""

    org_id: UUID | None
    tier: Tier
    actor: Actor
    permissions: frozenset[str]
    store_id: UUID | None = None
    customer_id: UUID | None = None


class Resolver(Protocol):
    """Finds out who is asking, before any organization is known."""

    async def caller(self, headers: Mapping[str, str]) -> Identity:
        """Return whose token or API key this is; Unauthorized for none or a bad one."""
        ...

    async def shopper(
        self, host: str, store_slug: str | None, headers: Mapping[str, str]
    ) -> Identity:
        """Return the shopper of the store at that slug, or else host; NotFound when none is.

        One who sends a customer's token is that customer; Unauthorized in another organization.
        """
        ...
