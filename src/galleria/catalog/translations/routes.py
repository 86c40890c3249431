"""HTTP doors to translations: one line an endpoint."""

from galleria.base.bulk import BulkRefused
from galleria.base.http import command
from galleria.base.refusals import NotFound
from galleria.catalog.translations.categories import (
    change_category_translations,
    delete_category_translation,
    list_category_translations,
    put_category_translation,
    read_category_translation,
)
from galleria.catalog.translations.products import (
    change_product_translations,
    delete_product_translation,
    list_product_translations,
    put_product_translation,
    read_product_translation,
)

READ, WRITE = "catalog:read", "catalog:write"
CATALOG = "/catalogs/{catalog_id}"
OF_PRODUCT = f"{CATALOG}/products/{{product_id}}/translations"
OF_CATEGORY = f"{CATALOG}/categories/{{category_id}}/translations"
BULK = (NotFound, BulkRefused)

ROUTES = [
    command("GET", OF_PRODUCT, list_product_translations, permission=READ),
    command("GET", f"{OF_PRODUCT}/{{locale}}", read_product_translation, permission=READ),
    command("PUT", f"{OF_PRODUCT}/{{locale}}", put_product_translation, permission=WRITE),
    command("DELETE", f"{OF_PRODUCT}/{{locale}}", delete_product_translation, permission=WRITE),
    command(
        "PATCH",
        f"{CATALOG}/product-translations",
        change_product_translations,
        permission=WRITE,
        refusals=BULK,
    ),
    command("GET", OF_CATEGORY, list_category_translations, permission=READ),
    command("GET", f"{OF_CATEGORY}/{{locale}}", read_category_translation, permission=READ),
    command("PUT", f"{OF_CATEGORY}/{{locale}}", put_category_translation, permission=WRITE),
    command("DELETE", f"{OF_CATEGORY}/{{locale}}", delete_category_translation, permission=WRITE),
    command(
        "PATCH",
        f"{CATALOG}/category-translations",
        change_category_translations,
        permission=WRITE,
        refusals=BULK,
    ),
]
