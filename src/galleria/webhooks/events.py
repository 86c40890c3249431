"""Facts this capability publishes. Never a secret."""

from typing import ClassVar, Literal
from uuid import UUID

from galleria.engine.events import Event


class WebhookEndpointCreated(Event, frozen=True, tag="webhook_endpoint.created"):
    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    url: str
    types: list[str]


class WebhookEndpointUpdated(Event, frozen=True, tag="webhook_endpoint.updated"):
    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    changed: list[str]
    version: int


class WebhookEndpointDeleted(Event, frozen=True, tag="webhook_endpoint.deleted"):
    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    url: str


class WebhookSecretRotated(Event, frozen=True, tag="webhook_endpoint.secret_rotated"):
    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID


class WebhookEndpointDisabled(Event, frozen=True, tag="webhook_endpoint.disabled"):
    """gone: it answered 410. failing: several deliveries failed through their whole schedule."""

    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    url: str
    reason: Literal["gone", "failing"]


class WebhookEndpointPinged(Event, frozen=True, tag="webhook_endpoint.pinged"):
    """Sent to that endpoint alone, whatever types it asked for."""

    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID


class DeliveriesReplayed(Event, frozen=True, tag="webhook_endpoint.deliveries_replayed"):
    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    deliveries: int
