"""Facts about set-ups."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class StoreSetUp(Event, frozen=True, tag="store.set_up"):
    """A store was built whole from one request."""

    subject_field: ClassVar[str | None] = "store_id"

    store_id: UUID
    store_slug: str
    catalog_id: UUID
    categories: int
    items: int
