"""HTTP doors to what became of things: one line an endpoint."""

from galleria.base.http import command
from galleria.catalog.history.list import list_product_history

ROUTES = [
    command(
        "GET",
        "/catalogs/{catalog_id}/products/{product_id}/history",
        list_product_history,
        permission="catalog:read",
    ),
]
