"""What can be sold: catalogs, their categories as trees, products with variants.

Writers of one catalog queue on its row, so whatever is checked before a write is exact; rows
travel in bulk, set-based, and each gets its own answer. What shoppers see of it, `listing` decides.
"""

from galleria.catalog.attributes.create import create_attribute
from galleria.catalog.attributes.queries import attribute_definitions
from galleria.catalog.attributes.rows import NewAttribute
from galleria.catalog.attributes.rules import Definition, typed_attributes
from galleria.catalog.by_filter.change import change_products_by_filter
from galleria.catalog.by_filter.jobs import ChangeManyProducts
from galleria.catalog.by_filter.rows import (
    BulkEdit,
    ChangeByFilter,
    PriceChange,
    PriceEnding,
    ProductFilter,
)
from galleria.catalog.by_filter.run import change_many_products
from galleria.catalog.categories.create import create_categories
from galleria.catalog.categories.filter import CategoryFilter
from galleria.catalog.categories.rows import KeyedCategory, NewCategory
from galleria.catalog.categories.tree import depth_first
from galleria.catalog.categories.upsert import upsert_categories
from galleria.catalog.check import refused_attributes, refused_categories, refused_products
from galleria.catalog.create_catalog import NewCatalog, create_catalog
from galleria.catalog.fields import ProductKind, ProductStatus, Seo
from galleria.catalog.list import list_catalogs, read_catalog, read_store_catalog
from galleria.catalog.lock import lock_catalogs, locked
from galleria.catalog.merge.absent import KeyedRow, archive_products, list_keyed_products
from galleria.catalog.merge.merge import merge_products
from galleria.catalog.merge.rows import Merge, Merged, MergeMode, MergeRow, checked_products
from galleria.catalog.notices import (
    AttributesWritten,
    CategoriesWritten,
    ProductsMerged,
    ProductsWritten,
    StoreListingChanged,
)
from galleria.catalog.products.barcodes import one_spelling
from galleria.catalog.products.change import change_products
from galleria.catalog.products.create import create_products
from galleria.catalog.products.media import Media
from galleria.catalog.products.modifiers import Choice as ModifierChoice
from galleria.catalog.products.modifiers import Modifier
from galleria.catalog.products.rows import (
    KeyedProduct,
    NewProduct,
    Option,
    ProductChange,
    VariantSent,
)
from galleria.catalog.products.upsert import upsert_products
from galleria.catalog.queries import Catalog, LockedCatalog, StoreCatalog, refresh_statistics
from galleria.catalog.sell_catalog import CatalogChoice, choose_catalog, sell_catalog
from galleria.catalog.stores.create_exclusions import NewExclusion, create_exclusions
from galleria.catalog.stores.set_prices import WantedPrice, set_store_prices
from galleria.catalog.translations.categories import change_category_translations
from galleria.catalog.translations.products import change_product_translations
from galleria.catalog.translations.rows import CategoryTranslationChange, ProductTranslationChange

__all__ = [
    "AttributesWritten",
    "BulkEdit",
    "Catalog",
    "CatalogChoice",
    "CategoriesWritten",
    "CategoryFilter",
    "CategoryTranslationChange",
    "ChangeByFilter",
    "ChangeManyProducts",
    "Definition",
    "KeyedCategory",
    "KeyedProduct",
    "KeyedRow",
    "LockedCatalog",
    "Media",
    "Merge",
    "MergeMode",
    "MergeRow",
    "Merged",
    "Modifier",
    "ModifierChoice",
    "NewAttribute",
    "NewCatalog",
    "NewCategory",
    "NewExclusion",
    "NewProduct",
    "Option",
    "PriceChange",
    "PriceEnding",
    "ProductChange",
    "ProductFilter",
    "ProductKind",
    "ProductStatus",
    "ProductTranslationChange",
    "ProductsMerged",
    "ProductsWritten",
    "Seo",
    "StoreCatalog",
    "StoreListingChanged",
    "VariantSent",
    "WantedPrice",
    "archive_products",
    "attribute_definitions",
    "change_category_translations",
    "change_many_products",
    "change_product_translations",
    "change_products",
    "change_products_by_filter",
    "checked_products",
    "choose_catalog",
    "create_attribute",
    "create_catalog",
    "create_categories",
    "create_exclusions",
    "create_products",
    "depth_first",
    "list_catalogs",
    "list_keyed_products",
    "lock_catalogs",
    "locked",
    "merge_products",
    "one_spelling",
    "read_catalog",
    "read_store_catalog",
    "refresh_statistics",
    "refused_attributes",
    "refused_categories",
    "refused_products",
    "sell_catalog",
    "set_store_prices",
    "typed_attributes",
    "upsert_categories",
    "upsert_products",
]
