"""HTTP doors to categories: one line an endpoint."""

from galleria.base.bulk import BulkRefused
from galleria.base.http import command
from galleria.base.refusals import NotFound
from galleria.catalog.categories.arrange import read_product_order, set_product_order
from galleria.catalog.categories.change import change_categories, change_category, move_category
from galleria.catalog.categories.create import create_categories
from galleria.catalog.categories.delete import delete_categories, delete_category
from galleria.catalog.categories.list import (
    list_categories,
    read_category,
    read_category_tree,
)
from galleria.catalog.categories.place import (
    SmartCategory,
    add_category_products,
    remove_category_products,
)
from galleria.catalog.categories.save import CatalogFull

READ, WRITE = "catalog:read", "catalog:write"
CATEGORIES = "/catalogs/{catalog_id}/categories"
CATEGORY = f"{CATEGORIES}/{{category_id}}"
PRODUCTS = f"{CATEGORY}/products"
ORDER = f"{CATEGORY}/product-order"
BULK = (NotFound, BulkRefused)
SMART = (SmartCategory,)

ROUTES = [
    command("GET", CATEGORIES, list_categories, permission=READ),
    command("GET", "/catalogs/{catalog_id}/category-tree", read_category_tree, permission=READ),
    command(
        "POST",
        CATEGORIES,
        create_categories,
        permission=WRITE,
        idempotent=True,
        refusals=(*BULK, CatalogFull),
    ),
    command("PATCH", CATEGORIES, change_categories, permission=WRITE, refusals=BULK),
    command("DELETE", CATEGORIES, delete_categories, permission=WRITE, refusals=BULK),
    command(
        "POST", f"{CATEGORIES}/bulk-delete", delete_categories, permission=WRITE, refusals=BULK
    ),
    command("GET", CATEGORY, read_category, permission=READ),
    command("PATCH", CATEGORY, change_category, permission=WRITE),
    command("DELETE", CATEGORY, delete_category, permission=WRITE),
    command("POST", f"{CATEGORY}/move", move_category, permission=WRITE),
    command("POST", PRODUCTS, add_category_products, permission=WRITE, refusals=(*BULK, *SMART)),
    command(
        "POST",
        f"{PRODUCTS}/bulk-remove",
        remove_category_products,
        permission=WRITE,
        refusals=(*BULK, *SMART),
    ),
    command("GET", ORDER, read_product_order, permission=READ, refusals=SMART),
    command("PUT", ORDER, set_product_order, permission=WRITE, refusals=SMART),
]
