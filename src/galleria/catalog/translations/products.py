"""Translations of products: read, said whole, deleted, and many changed in one call."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.translations import one
from galleria.catalog.translations.many import save_many
from galleria.catalog.translations.one import Place
from galleria.catalog.translations.rows import (
    ProductTranslation,
    ProductTranslationChange,
    ProductTranslations,
    ProductTranslationSent,
)
from galleria.catalog.translations.subject import PRODUCTS


async def list_product_translations(
    tx: ReadTx, *, catalog_id: UUID, product_id: UUID
) -> ProductTranslations:
    """Return what the product is called in other languages; NotFound."""
    rows = await one.read_all(tx, PRODUCTS, catalog_id, product_id)
    return ProductTranslations([row.of_product() for row in rows])


async def read_product_translation(
    tx: ReadTx, *, catalog_id: UUID, product_id: UUID, locale: str
) -> ProductTranslation:
    """Return what the product is called in one language; NotFound."""
    return (await one.read(tx, PRODUCTS, Place(catalog_id, product_id, locale))).of_product()


async def put_product_translation(
    tx: Tx, *, catalog_id: UUID, product_id: UUID, locale: str, body: ProductTranslationSent
) -> ProductTranslation:
    """Say what the product is called in a language; NotFound (product, locale) or `Invalid`.

    It replaces what was said before. The product gets a new version, unless nothing changes.
    """
    await one.put(tx, PRODUCTS, Place(catalog_id, product_id, locale), body)
    return (await one.read(tx, PRODUCTS, Place(catalog_id, product_id, locale))).of_product()


async def delete_product_translation(
    tx: Tx, *, catalog_id: UUID, product_id: UUID, locale: str
) -> None:
    """Delete what the product is called in a language; NotFound."""
    await one.delete(tx, PRODUCTS, Place(catalog_id, product_id, locale))


async def change_product_translations(
    tx: Tx, *, catalog_id: UUID, body: Bulk[ProductTranslationChange], query: BulkMode
) -> BulkOutcome:
    """Change up to 1,000 translations of products; NotFound (catalog) or BulkRefused.

    All rows happen at once: two may swap their slugs. At most 9 statements, besides what reacts.
    """
    return await save_many(tx, PRODUCTS, catalog_id, body, partial=query.partial)
