"""What can be sold: catalogs, their categories as trees, products with variants.

Writers of one catalog queue on its row, so whatever is checked before a write is exact; rows
travel in bulk, set-based, and each gets its own answer. Shoppers see what is active, by `shop`.
"""

from galleria.catalog.categories.rows import KeyedCategory
from galleria.catalog.categories.upsert import upsert_categories
from galleria.catalog.create_catalog import NewCatalog, catalog_errors, create_catalog
from galleria.catalog.list import read_catalog, read_store_catalog
from galleria.catalog.products.rows import KeyedProduct, Option, VariantSent
from galleria.catalog.products.upsert import upsert_products
from galleria.catalog.queries import Catalog, StoreCatalog
from galleria.catalog.sell_catalog import sell_catalog

__all__ = [
    "Catalog",
    "KeyedCategory",
    "KeyedProduct",
    "NewCatalog",
    "Option",
    "StoreCatalog",
    "VariantSent",
    "catalog_errors",
    "create_catalog",
    "read_catalog",
    "read_store_catalog",
    "sell_catalog",
    "upsert_categories",
    "upsert_products",
]
