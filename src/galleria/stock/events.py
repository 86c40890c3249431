"""Facts this capability publishes."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class LocationCreated(Event, frozen=True, tag="location.created"):
    subject_field: ClassVar[str | None] = "location_id"
    location_id: UUID
    code: str
    name: str


class LocationUpdated(Event, frozen=True, tag="location.updated"):
    subject_field: ClassVar[str | None] = "location_id"
    location_id: UUID
    changed: list[str]
    version: int


class StoreLocationsChanged(Event, frozen=True, tag="store.locations_changed"):
    """The store sells from these, the first first; none: from every active one."""

    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    location_ids: list[UUID]


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


class StockReceived(Event, frozen=True, tag="stock.received"):
    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID
    units: int
    reason: str


class StockAdjusted(Event, frozen=True, tag="stock.adjusted"):
    """Negative units were taken away."""

    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID
    units: int
    reason: str


class StockDamaged(Event, frozen=True, tag="stock.damaged"):
    """So many units were written off."""

    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID
    units: int
    reason: str


class StockCounted(Event, frozen=True, tag="stock.counted"):
    """By so many units the books were wrong; 0: they were right."""

    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    location_id: UUID
    units: int
    reason: str


class StockTransferred(Event, frozen=True, tag="stock.transferred"):
    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    from_location_id: UUID
    to_location_id: UUID
    units: int
    reason: str


class StockMovedInBulk(Event, frozen=True, tag="stock.moved_in_bulk"):
    """Instead of an event each: so many lines of a kind, by so many units together."""

    kind: str
    rows: int
    units: int


class StockPolicyChanged(Event, frozen=True, tag="stock.policy_changed"):
    subject_field: ClassVar[str | None] = "variant_id"
    variant_id: UUID
    policy: str
    is_tracked: bool | None
    backorder_max: int | None
    available_from: datetime | None
    low_stock_at: int | None
