"""Facts this capability publishes."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event


class CatalogCreated(Event, frozen=True, tag="catalog.created"):
    subject_field: ClassVar[str | None] = "catalog_id"
    catalog_id: UUID
    name: str
    kind: str


class CatalogUpdated(Event, frozen=True, tag="catalog.updated"):
    subject_field: ClassVar[str | None] = "catalog_id"
    catalog_id: UUID
    changed: list[str]
    version: int


class CatalogDeleted(Event, frozen=True, tag="catalog.deleted"):
    subject_field: ClassVar[str | None] = "catalog_id"
    catalog_id: UUID
    name: str


class StoreCatalogChanged(Event, frozen=True, tag="store.catalog_changed"):
    """From now on the store sells this catalog; null: nothing."""

    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    catalog_id: UUID | None


class CategoryCreated(Event, frozen=True, tag="category.created"):
    subject_field: ClassVar[str | None] = "category_id"
    category_id: UUID
    catalog_id: UUID
    parent_id: UUID | None
    name: str


class CategoryUpdated(Event, frozen=True, tag="category.updated"):
    subject_field: ClassVar[str | None] = "category_id"
    category_id: UUID
    catalog_id: UUID
    changed: list[str]
    version: int


class CategoryMoved(Event, frozen=True, tag="category.moved"):
    subject_field: ClassVar[str | None] = "category_id"
    category_id: UUID
    catalog_id: UUID
    from_parent_id: UUID | None
    to_parent_id: UUID | None
    version: int


class CategoryDeleted(Event, frozen=True, tag="category.deleted"):
    """Its `products` went to `products_to`; null: they have no category now."""

    subject_field: ClassVar[str | None] = "category_id"
    category_id: UUID
    catalog_id: UUID
    name: str
    products: int
    products_to: UUID | None


class ProductCreated(Event, frozen=True, tag="product.created"):
    subject_field: ClassVar[str | None] = "product_id"
    product_id: UUID
    catalog_id: UUID
    name: str


class ProductUpdated(Event, frozen=True, tag="product.updated"):
    subject_field: ClassVar[str | None] = "product_id"
    product_id: UUID
    catalog_id: UUID
    changed: list[str]
    version: int


class ProductDeleted(Event, frozen=True, tag="product.deleted"):
    subject_field: ClassVar[str | None] = "product_id"
    product_id: UUID
    catalog_id: UUID
    name: str
