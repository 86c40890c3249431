"""Facts about an organization's attributes."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class AttributeCreated(Event, frozen=True, tag="attribute.created"):
    subject_field: ClassVar[str | None] = "attribute_id"
    attribute_id: UUID
    key: str
    name: str
    kind: str


class AttributeUpdated(Event, frozen=True, tag="attribute.updated"):
    subject_field: ClassVar[str | None] = "attribute_id"
    attribute_id: UUID
    key: str
    changed: list[str]
    version: int


class AttributeDeleted(Event, frozen=True, tag="attribute.deleted"):
    subject_field: ClassVar[str | None] = "attribute_id"
    attribute_id: UUID
    key: str
    name: str
