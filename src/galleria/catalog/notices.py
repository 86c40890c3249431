"""What other rooms must know before a change of the catalog commits."""

from uuid import UUID

from galleria.engine.notices import Notice


class ProductsWritten(Notice, frozen=True):
    """These were made, changed or deleted, or what a store says of them was."""

    catalog_id: UUID
    product_ids: list[UUID]


class ProductsMerged(Notice, frozen=True):
    """An import made or changed these. Their documents may come a moment after the commit."""

    catalog_id: UUID
    product_ids: list[UUID]


class CategoriesWritten(Notice, frozen=True):
    """Their name, place, activity or exclusion changed: so did what is in them and below them."""

    catalog_id: UUID
    category_ids: list[UUID]


class StoreListingChanged(Notice, frozen=True):
    """The store sells another catalog, or nothing."""

    store_id: UUID


class AttributesWritten(Notice, frozen=True):
    """Other attributes can be filtered by than before."""
