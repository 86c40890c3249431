"""HTTP doors to changes by filter."""

from galleria.base.http import command
from galleria.base.refusals import NotFound, Overloaded
from galleria.catalog.by_filter.change import change_products_by_filter
from galleria.catalog.by_filter.list import list_product_changes, read_product_change
from galleria.catalog.by_filter.undo import ChangeNotEnded, undo_product_change

CHANGES = "/catalogs/{catalog_id}/product-changes"
CHANGE = f"{CHANGES}/{{event_id}}"

ROUTES = [
    command(
        "POST",
        "/catalogs/{catalog_id}/products/change-by-filter",
        change_products_by_filter,
        permission="catalog:write",
        idempotent=True,
        refusals=(NotFound, Overloaded),
    ),
    command("GET", CHANGES, list_product_changes, permission="catalog:read"),
    command("GET", CHANGE, read_product_change, permission="catalog:read"),
    command(
        "POST",
        f"{CHANGE}/undo",
        undo_product_change,
        permission="catalog:write",
        idempotent=True,
        refusals=(NotFound, ChangeNotEnded),
    ),
]
