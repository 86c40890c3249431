"""Showing what is too much for the transaction that changed it."""

from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from galleria.engine.jobs import Job

FIRST = UUID(int=0)


class Shown(Struct, frozen=True):
    """How many products were looked at; what is not visible is shown to nobody."""

    products: int


class ShowPending(Job, frozen=True, tag="listing.show_pending"):
    """What an import of this catalog left behind, should it have died; mostly nothing."""

    catalog_id: UUID


class ShowCatalog(Job, frozen=True, tag="listing.show_catalog"):
    """Every product of a catalog, or of some of its categories, in the stores that sell it.

    Those behind `after`, in the order of their ids.
    """

    attempts_max: ClassVar[int] = 20

    catalog_id: UUID
    category_ids: list[UUID] | None = None
    after: UUID = FIRST


class RankSold(Job, frozen=True, tag="listing.rank_sold"):
    """Products of which more was sold, or less after all, than they are sorted by."""
