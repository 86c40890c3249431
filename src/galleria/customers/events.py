"""Facts about customers: ids only, never a name, an address, a password or a link."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class CustomerRegistered(Event, frozen=True, tag="customer.registered"):
    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID


class VerificationRequested(Event, frozen=True, tag="customer.verification_requested"):
    """Send them a link by which they show that the e-mail address is theirs."""

    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID


class RegisteredAgain(Event, frozen=True, tag="customer.registered_again"):
    """Somebody registered with the address of a customer: tell them that they have an account."""

    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID


class CustomerVerified(Event, frozen=True, tag="customer.verified"):
    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID


class PasswordLinkRequested(Event, frozen=True, tag="customer.password_link_requested"):
    """Send them a link by which they choose a new password."""

    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID


class PasswordChanged(Event, frozen=True, tag="customer.password_changed"):
    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID


class LinkIssued(Event, frozen=True, tag="customer.link_issued"):
    """Staff fetched a link to hand on."""

    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID
    purpose: str


class CustomerCreated(Event, frozen=True, tag="customer.created"):
    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID


class CustomerUpdated(Event, frozen=True, tag="customer.updated"):
    """`changed` names the fields."""

    subject_field: ClassVar[str] = "customer_id"
    customer_id: UUID
    changed: list[str]
    state: str
    version: int
