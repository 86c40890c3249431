"""Facts about how orders are priced; `changed` names the fields."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class TaxRateCreated(Event, frozen=True, tag="tax_rate.created"):
    subject_field: ClassVar[str] = "tax_rate_id"
    tax_rate_id: UUID
    country: str
    region: str
    tax_class: str
    rate_ppm: int


class TaxRateUpdated(Event, frozen=True, tag="tax_rate.updated"):
    subject_field: ClassVar[str] = "tax_rate_id"
    tax_rate_id: UUID
    changed: list[str]
    rate_ppm: int
    version: int


class TaxRateDeleted(Event, frozen=True, tag="tax_rate.deleted"):
    subject_field: ClassVar[str] = "tax_rate_id"
    tax_rate_id: UUID
    country: str
    region: str
    tax_class: str


class StoreTermsUpdated(Event, frozen=True, tag="store.terms_updated"):
    subject_field: ClassVar[str] = "store_id"
    store_id: UUID
    changed: list[str]
    version: int


class ShippingMethodCreated(Event, frozen=True, tag="shipping_method.created"):
    subject_field: ClassVar[str] = "shipping_method_id"
    shipping_method_id: UUID
    store_id: UUID
    code: str
    price_minor: int


class ShippingMethodUpdated(Event, frozen=True, tag="shipping_method.updated"):
    subject_field: ClassVar[str] = "shipping_method_id"
    shipping_method_id: UUID
    store_id: UUID
    changed: list[str]
    price_minor: int
    version: int


class ShippingMethodDeleted(Event, frozen=True, tag="shipping_method.deleted"):
    subject_field: ClassVar[str] = "shipping_method_id"
    shipping_method_id: UUID
    store_id: UUID
    code: str


class DiscountCreated(Event, frozen=True, tag="discount.created"):
    subject_field: ClassVar[str] = "discount_id"
    discount_id: UUID
    code: str


class DiscountUpdated(Event, frozen=True, tag="discount.updated"):
    subject_field: ClassVar[str] = "discount_id"
    discount_id: UUID
    code: str
    changed: list[str]
    version: int


class DiscountDeleted(Event, frozen=True, tag="discount.deleted"):
    subject_field: ClassVar[str] = "discount_id"
    discount_id: UUID
    code: str
