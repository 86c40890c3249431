"""Facts about imports."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event
from galleria.transfers.outcome import KindCounts


class ImportFinished(Event, frozen=True, tag="import.finished"):
    """An import ended: `state` says how. It stands for all that changed of products.

    What changed of each is in the product's history; of categories, their own facts say.
    """

    subject_field: ClassVar[str | None] = "import_id"

    import_id: UUID
    catalog_id: UUID
    form: str
    mode: str
    state: str
    rows_read: int
    rows_kept: int
    rows_refused: int
    categories: KindCounts
    products: KindCounts
    archived: int
