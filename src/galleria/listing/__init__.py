"""What shoppers find: a read model with one prepared document a product, store and language.

`show` keeps it right, told of every change within its transaction; `shop` and `search` read it, and
nothing else decides what is visible. `galleria verify catalog` holds it against the tables.
"""

from galleria.engine.kinds import job
from galleria.listing.check import Checked, check_organization, rebuild_organization
from galleria.listing.jobs import RankSold, ShowCatalog, ShowPending
from galleria.listing.later import ShowingLater, show_later, show_pending
from galleria.listing.offers import Offer, Part, Ref, read_offers
from galleria.listing.sales import count_cancelled, count_placed, rank_products
from galleria.listing.show import (
    hold_catalog,
    show_categories,
    show_everything,
    show_products,
    show_store,
)
from galleria.listing.showing import show_again, show_catalog
from galleria.listing.stock import show_stock, show_stock_of_store

JOBS = [
    job(ShowCatalog, show_catalog, on_failed=show_again),
    job(ShowPending, show_pending, on_failed=show_again),
    job(RankSold, rank_products),
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
    "count_cancelled",
    "count_placed",
    "hold_catalog",
    "read_offers",
    "rebuild_organization",
    "show_catalog",
    "show_categories",
    "show_everything",
    "show_later",
    "show_pending",
    "show_products",
    "show_stock",
    "show_stock_of_store",
    "show_store",
]
