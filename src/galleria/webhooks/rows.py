"""What is shown of endpoints and deliveries."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.engine.vault import Vault

DeliveryState = Literal["pending", "succeeded", "failed"]


class WebhookEndpoint(Struct, frozen=True):
    """Where events are sent. The previous public key is shown while it still signs."""

    endpoint_id: UUID
    url: str
    description: str
    types: list[str]
    is_active: bool
    disabled_reason: Literal["gone", "failing"] | None
    public_key: str
    previous_public_key: str | None
    previous_until: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class CreatedWebhookEndpoint(Struct, frozen=True):
    """`secret` is shown this once: verify `v1` signatures with it."""

    endpoint: WebhookEndpoint
    secret: str


class Try(Struct, frozen=True):
    """One try: what was answered (`status`, and how its body begins), or the `error` instead."""

    at: datetime
    duration_ms: int
    status: int | None
    error: str | None
    answer: str


class Delivery(Struct, frozen=True):
    """An event on its way to an endpoint. `attempt` counts tries on the schedule; `tries` are the
    last twenty, oldest first."""  # noqa: D209

    endpoint_id: UUID
    event_id: UUID
    recorded_at: datetime
    type: str
    state: DeliveryState
    attempt: int
    next_attempt_at: datetime | None
    tries: list[Try]


class Deliveries(Struct, frozen=True):
    items: list[Delivery]


class Installation(Struct, frozen=True):
    """What an endpoint's address and keys depend on."""

    vault: Vault
    allow_private: bool
