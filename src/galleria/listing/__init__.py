"""What shoppers find: a read model with one prepared document a product, store and language.

`show` keeps it right, told of every change within its transaction; `shop` and `search` read it, and
nothing else decides what is visible. `galleria verify catalog` holds it against the tables.
"""

from galleria.engine.kinds import job
from galleria.listing.check import Checked, check_organization, rebuild_organization
from galleria.listing.jobs import ShowCatalog, ShowPending
from galleria.listing.later import ShowingLater, show_later, show_pending
from galleria.listing.offers import Offer, Part, Ref, read_offers
from galleria.listing.show import (
    hold_catalog,
    show_categories,
    show_everything,
    show_products,
    show_store,
)
from galleria.listing.showing import show_again, show_catalog

JOBS = [
    job(ShowCatalog, show_catalog, on_failed=show_again),
    job(ShowPending, show_pending, on_failed=show_again),
]

__all__ = [
    "JOBS",
    "Checked",
    "Offer",
    "Part",
    "Ref",
    "ShowCatalog",
    "ShowPending",
    "ShowingLater",
    "check_organization",
    "hold_catalog",
    "read_offers",
    "rebuild_organization",
    "show_catalog",
    "show_categories",
    "show_everything",
    "show_later",
    "show_pending",
    "show_products",
    "show_store",
]
