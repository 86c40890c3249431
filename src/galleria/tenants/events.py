"""Facts this capability publishes. Never a secret: no password, link, key or token."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class OrganizationCreated(Event, frozen=True, tag="organization.created"):
    subject_field: ClassVar[str] = "org_id"
    org_id: UUID
    slug: str
    name: str
    tier: str


class OrganizationUpdated(Event, frozen=True, tag="organization.updated"):
    """`changed` names the fields; tier and state are said, because others act on them."""

    subject_field: ClassVar[str] = "org_id"
    org_id: UUID
    changed: list[str]
    tier: str
    state: str
    version: int


class StoreCreated(Event, frozen=True, tag="store.created"):
    subject_field: ClassVar[str] = "store_id"
    store_id: UUID
    slug: str
    name: str
    kind: str
    status: str


class StoreUpdated(Event, frozen=True, tag="store.updated"):
    subject_field: ClassVar[str] = "store_id"
    store_id: UUID
    changed: list[str]
    version: int


class StoreDeleted(Event, frozen=True, tag="store.deleted"):
    subject_field: ClassVar[str] = "store_id"
    store_id: UUID
    slug: str


class DomainAdded(Event, frozen=True, tag="domain.added"):
    subject_field: ClassVar[str] = "store_id"
    store_id: UUID
    domain: str


class DomainRemoved(Event, frozen=True, tag="domain.removed"):
    subject_field: ClassVar[str] = "store_id"
    store_id: UUID
    domain: str


class MemberInvited(Event, frozen=True, tag="member.invited"):
    subject_field: ClassVar[str] = "member_id"
    member_id: UUID
    role: str


class MemberJoined(Event, frozen=True, tag="member.joined"):
    subject_field: ClassVar[str] = "member_id"
    member_id: UUID
    role: str


class MemberRoleChanged(Event, frozen=True, tag="member.role_changed"):
    subject_field: ClassVar[str] = "member_id"
    member_id: UUID
    before: str
    role: str


class MemberUpdated(Event, frozen=True, tag="member.updated"):
    """A member's state or name changed, and no role."""

    subject_field: ClassVar[str] = "member_id"
    member_id: UUID
    changed: list[str]
    state: str


class MemberRemoved(Event, frozen=True, tag="member.removed"):
    subject_field: ClassVar[str] = "member_id"
    member_id: UUID
    role: str


class ApiKeyCreated(Event, frozen=True, tag="api_key.created"):
    subject_field: ClassVar[str] = "api_key_id"
    api_key_id: UUID
    name: str
    permissions: list[str]


class ApiKeyRevoked(Event, frozen=True, tag="api_key.revoked"):
    subject_field: ClassVar[str] = "api_key_id"
    api_key_id: UUID


class PasswordResetRequested(Event, frozen=True, tag="password.reset_requested"):
    subject_field: ClassVar[str] = "member_id"
    member_id: UUID


class PasswordReset(Event, frozen=True, tag="password.reset"):
    subject_field: ClassVar[str] = "member_id"
    member_id: UUID
