"""HTTP doors to the catalog: one line an endpoint."""

from galleria.base.bulk import BulkRefused
from galleria.base.http import command
from galleria.base.refusals import NotFound
from galleria.catalog.attributes.routes import ROUTES as ATTRIBUTE_ROUTES
from galleria.catalog.by_filter.routes import ROUTES as BY_FILTER_ROUTES
from galleria.catalog.categories.routes import ROUTES as CATEGORY_ROUTES
from galleria.catalog.change_catalog import change_catalog
from galleria.catalog.create_catalog import create_catalog
from galleria.catalog.delete_catalog import CatalogInUse, delete_catalog
from galleria.catalog.duplicates.routes import ROUTES as DUPLICATE_ROUTES
from galleria.catalog.history.routes import ROUTES as HISTORY_ROUTES
from galleria.catalog.list import list_catalogs, read_catalog
from galleria.catalog.products.change import change_product, change_products
from galleria.catalog.products.create import create_products
from galleria.catalog.products.delete import ProductInBundle, delete_product, delete_products
from galleria.catalog.products.list import list_products, read_product
from galleria.catalog.stores.routes import ROUTES as STORE_ROUTES
from galleria.catalog.translations.routes import ROUTES as TRANSLATION_ROUTES

READ, WRITE = "catalog:read", "catalog:write"
CATALOG = "/catalogs/{catalog_id}"
PRODUCTS = f"{CATALOG}/products"
PRODUCT = f"{PRODUCTS}/{{product_id}}"
BULK = (NotFound, BulkRefused)


ROUTES = [
    command("GET", "/catalogs", list_catalogs, permission=READ),
    command("POST", "/catalogs", create_catalog, permission=WRITE, status=201, idempotent=True),
    command("GET", CATALOG, read_catalog, permission=READ),
    command("PATCH", CATALOG, change_catalog, permission=WRITE),
    command("DELETE", CATALOG, delete_catalog, permission=WRITE, refusals=(CatalogInUse,)),
    *STORE_ROUTES,
    *CATEGORY_ROUTES,
    command("GET", PRODUCTS, list_products, permission=READ),
    command("POST", PRODUCTS, create_products, permission=WRITE, idempotent=True, refusals=BULK),
    command("PATCH", PRODUCTS, change_products, permission=WRITE, refusals=BULK),
    command("DELETE", PRODUCTS, delete_products, permission=WRITE, refusals=BULK),
    command("POST", f"{PRODUCTS}/bulk-delete", delete_products, permission=WRITE, refusals=BULK),
    command("GET", PRODUCT, read_product, permission=READ),
    command("PATCH", PRODUCT, change_product, permission=WRITE),
    command("DELETE", PRODUCT, delete_product, permission=WRITE, refusals=(ProductInBundle,)),
    *BY_FILTER_ROUTES,
    *ATTRIBUTE_ROUTES,
    *TRANSLATION_ROUTES,
    *HISTORY_ROUTES,
    *DUPLICATE_ROUTES,
]
