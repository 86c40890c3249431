"""Showing what is too much for the transaction that changed it."""

from uuid import UUID

from galleria.engine.jobs import Job


class ShowPending(Job, frozen=True, tag="listing.show_pending"):
    """What an import of this catalog left behind, should it have died; mostly nothing."""

    catalog_id: UUID


class ShowCatalog(Job, frozen=True, tag="listing.show_catalog"):
    """Every product of a catalog, or of some of its categories, in the stores that sell it."""

    catalog_id: UUID
    category_ids: list[UUID] | None = None
