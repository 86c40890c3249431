"""Facts this capability publishes."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

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


class StoreProductExcluded(Event, frozen=True, tag="store.product_excluded"):
    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    exclusion_id: UUID
    product_id: UUID
    reason: str


class StoreProductIncluded(Event, frozen=True, tag="store.product_included"):
    """The store sells it again; unless it is excluded by its categories, too."""

    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    exclusion_id: UUID
    product_id: UUID


class StoreCategoryExcluded(Event, frozen=True, tag="store.category_excluded"):
    """With all that is below it."""

    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    exclusion_id: UUID
    category_id: UUID
    reason: str


class StoreCategoryIncluded(Event, frozen=True, tag="store.category_included"):
    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    exclusion_id: UUID
    category_id: UUID


class StorePriceChanged(Event, frozen=True, tag="store.price_changed"):
    """The store's own price of a variant, in the variant's currency; null: the catalog's."""

    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    variant_id: UUID
    product_id: UUID
    before_minor: int | None
    price_minor: int | None
    compare_at_minor: int | None


class StoreWindowChanged(Event, frozen=True, tag="store.window_changed"):
    """When the store sells a product; both null: at any time."""

    subject_field: ClassVar[str | None] = "store_id"
    store_id: UUID
    product_id: UUID
    available_from: datetime | None
    available_until: datetime | None


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
    """Its `products` went to `products_to`; null: they are in their other categories only."""

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


class ProductPublished(Event, frozen=True, tag="product.published"):
    """It is active and its hour has come: stores that sell it show it from now on."""

    subject_field: ClassVar[str | None] = "product_id"
    product_id: UUID
    catalog_id: UUID
    name: str


class ProductArchived(Event, frozen=True, tag="product.archived"):
    subject_field: ClassVar[str | None] = "product_id"
    product_id: UUID
    catalog_id: UUID
    name: str


class PriceMoved(Struct, frozen=True):
    """`currency` is that of the new price."""

    variant_id: UUID
    from_minor: int
    to_minor: int
    currency: str


class PriceChanged(Event, frozen=True, tag="price.changed"):
    """A variant each whose price is another; the product's others are not named."""

    subject_field: ClassVar[str | None] = "product_id"
    product_id: UUID
    catalog_id: UUID
    prices: list[PriceMoved]


class ProductDeleted(Event, frozen=True, tag="product.deleted"):
    subject_field: ClassVar[str | None] = "product_id"
    product_id: UUID
    catalog_id: UUID
    name: str
