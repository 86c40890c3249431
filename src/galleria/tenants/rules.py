"""Which role may do what; pure, so it can be read and tested as a table."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

Role = Literal["owner", "manager", "cashier", "analyst"]
PlatformRole = Literal["super_admin", "admin"]

NOUNS = (
    "organization",
    "stores",
    "members",
    "keys",
    "catalog",
    "jobs",
    "stock",
    "orders",
    "payments",
    "customers",
    "tills",
    "webhooks",
)
READS = frozenset({*(f"{noun}:read" for noun in NOUNS), "events:read"})
WRITES = frozenset(f"{noun}:write" for noun in NOUNS)
# What can be held inside an organization, by a member or an API key.
# `tills:override` is for discounts and prices that a cashier may not give.
PERMISSIONS = READS | WRITES | {"tills:override"}

ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    "owner": PERMISSIONS,
    "manager": PERMISSIONS - {"members:write", "keys:write", "organization:write"},
    "cashier": frozenset(
        {"catalog:read", "stores:read", "stock:read", "orders:read", "tills:read", "tills:write"}
    ),
    "analyst": READS,
}
# Platform staff stand outside every organization, so they hold nothing inside one.
PLATFORM_PERMISSIONS: dict[PlatformRole, frozenset[str]] = {
    "super_admin": frozenset({"platform:organizations:read", "platform:organizations:write"}),
    "admin": frozenset({"platform:organizations:read"}),
}


def permissions_of(role: str | None) -> frozenset[str]:
    """Return what a member's or platform role may do; nothing for an unknown role."""
    everything: dict[str, frozenset[str]] = {**ROLE_PERMISSIONS, **PLATFORM_PERMISSIONS}
    return everything.get(role or "", frozenset())


def known_permissions(names: Iterable[str]) -> frozenset[str]:
    """Drop what no longer is a permission: an old key loses it, and gains nothing else."""
    return PERMISSIONS & frozenset(names)


def is_last_owner(owner_ids: list[UUID], member_id: UUID) -> bool:
    """Say whether taking the role from `member_id` would leave nobody to run the organization."""
    return owner_ids == [member_id]
