"""Translations of categories: read, said whole, deleted, and many changed in one call."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.translations import one
from galleria.catalog.translations.many import save_many
from galleria.catalog.translations.one import Place
from galleria.catalog.translations.rows import (
    CategoryTranslation,
    CategoryTranslationChange,
    CategoryTranslations,
    CategoryTranslationSent,
)
from galleria.catalog.translations.subject import CATEGORIES


async def list_category_translations(
    tx: ReadTx, *, catalog_id: UUID, category_id: UUID
) -> CategoryTranslations:
    """Return what the category is called in other languages; NotFound."""
    rows = await one.read_all(tx, CATEGORIES, catalog_id, category_id)
    return CategoryTranslations([row.of_category() for row in rows])


async def read_category_translation(
    tx: ReadTx, *, catalog_id: UUID, category_id: UUID, locale: str
) -> CategoryTranslation:
    """Return what the category is called in one language; NotFound."""
    return (await one.read(tx, CATEGORIES, Place(catalog_id, category_id, locale))).of_category()


async def put_category_translation(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, locale: str, body: CategoryTranslationSent
) -> CategoryTranslation:
    """Say what the category is called in a language; NotFound (category, locale) or `Invalid`.

    It replaces what was said before. The category gets a new version, unless nothing changes.
    """
    await one.put(tx, CATEGORIES, Place(catalog_id, category_id, locale), body)
    return (await one.read(tx, CATEGORIES, Place(catalog_id, category_id, locale))).of_category()


async def delete_category_translation(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, locale: str
) -> None:
    """Delete what the category is called in a language; NotFound."""
    await one.delete(tx, CATEGORIES, Place(catalog_id, category_id, locale))


async def change_category_translations(
    tx: Tx, *, catalog_id: UUID, body: Bulk[CategoryTranslationChange], query: BulkMode
) -> BulkOutcome:
    """Change up to 1,000 translations of categories; NotFound (catalog) or BulkRefused.

    All rows happen at once: two may swap their slugs. At most 9 statements, besides what reacts.
    """
    return await save_many(tx, CATEGORIES, catalog_id, body, partial=query.partial)
