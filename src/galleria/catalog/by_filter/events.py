"""Facts about changes of many products at once; of each product, its history tells."""

from typing import ClassVar
from uuid import UUID

from galleria.catalog.by_filter.rows import BulkEdit, ProductFilter
from galleria.engine.events import Event


class ProductsChangedByFilter(Event, frozen=True, tag="products.changed_by_filter"):
    """`state`: completed; stopped or failed, when it changed some and not all."""

    subject_field: ClassVar[str | None] = "catalog_id"

    catalog_id: UUID
    filter: ProductFilter
    change: BulkEdit
    state: str
    matched: int
    changed: int
    skipped: int


class ProductsChangeUndone(Event, frozen=True, tag="products.change_undone"):
    """What that event changed is as before; `skipped` had been changed since."""

    subject_field: ClassVar[str | None] = "catalog_id"

    catalog_id: UUID
    undone_event_id: UUID
    state: str
    matched: int
    changed: int
    skipped: int
