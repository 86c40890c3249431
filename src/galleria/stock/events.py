"""Facts this capability publishes."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class StockOut(Event, frozen=True, tag="stock.out"):
    """The last free unit of a variant is gone at this location."""

    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID


class StockBack(Event, frozen=True, tag="stock.back"):
    """A variant that was out at this location is free there again."""

    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID
    free_units: int


class StockLow(Event, frozen=True, tag="stock.low"):
    """A variant's free units at this location fell to its alert, or below."""

    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID
    free_units: int
    low_stock_at: int


class StockShort(Event, frozen=True, tag="stock.short"):
    """More is gone than was there: a bill made offline, or a count below what is held."""

    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID
    short_units: int
