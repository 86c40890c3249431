"""HTTP doors to copies: one line an endpoint."""

from galleria.base.http import command
from galleria.catalog.duplicates.duplicate import duplicate_product

ROUTES = [
    command(
        "POST",
        "/catalogs/{catalog_id}/products/{product_id}/duplicate",
        duplicate_product,
        permission="catalog:write",
        status=201,
        idempotent=True,
    ),
]
