"""What is translated: products or categories, each with its own statements."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from galleria.base.tx import ReadTx, Tx
from galleria.catalog.events import CategoryUpdated, ProductUpdated
from galleria.catalog.notices import CategoriesWritten, ProductsWritten
from galleria.catalog.translations.category_queries import (
    category_owners,
    category_slug_holders,
    category_translations_there,
    delete_category_translations,
    put_category_translations,
    touch_translated_categories,
    translations_of_category,
)
from galleria.catalog.translations.product_queries import (
    delete_product_translations,
    product_owners,
    product_slug_holders,
    product_translations_there,
    put_product_translations,
    touch_translated_products,
    translations_of_product,
)
from galleria.catalog.translations.rows import Owner, SlugHolder, TranslationRead, TranslationRow
from galleria.engine.events import Event
from galleria.engine.notices import Notice


class _FindOwners(Protocol):
    def __call__(
        self, tx: ReadTx, *, catalog_id: UUID, owner_ids: list[UUID], external_keys: list[str]
    ) -> Awaitable[list[Owner]]: ...


class _FindThere(Protocol):
    def __call__(
        self, tx: ReadTx, *, owner_ids: list[UUID], locales: list[str]
    ) -> Awaitable[list[TranslationRow]]: ...


class _FindHolders(Protocol):
    def __call__(
        self, tx: ReadTx, *, catalog_id: UUID, locales: list[str], slugs: list[str]
    ) -> Awaitable[list[SlugHolder]]: ...


class _Put(Protocol):
    def __call__(
        self, tx: Tx, *, catalog_id: UUID, rows: list[TranslationRow], now: datetime
    ) -> Awaitable[None]: ...


class _Delete(Protocol):
    def __call__(self, tx: Tx, *, owner_ids: list[UUID], locales: list[str]) -> Awaitable[None]: ...


class _Touch(Protocol):
    def __call__(
        self, tx: Tx, *, catalog_id: UUID, owner_ids: list[UUID], now: datetime
    ) -> Awaitable[None]: ...


class _Read(Protocol):
    def __call__(
        self, tx: ReadTx, *, catalog_id: UUID, owner_id: UUID, locale: str | None
    ) -> Awaitable[list[TranslationRead]]: ...


class Subject(Struct, frozen=True, kw_only=True):
    """The statements, the fact and the notice of what is translated; `id_field` names one."""

    id_field: str
    owners: _FindOwners
    there: _FindThere
    slug_holders: _FindHolders
    put: _Put
    delete: _Delete
    touch: _Touch
    read: _Read
    event: Callable[[UUID, UUID, list[str], int], Event]
    notice: Callable[[UUID, list[UUID]], Notice]


PRODUCTS = Subject(
    id_field="product_id",
    owners=product_owners,
    there=product_translations_there,
    slug_holders=product_slug_holders,
    put=put_product_translations,
    delete=delete_product_translations,
    touch=touch_translated_products,
    read=translations_of_product,
    event=ProductUpdated,
    notice=ProductsWritten,
)
CATEGORIES = Subject(
    id_field="category_id",
    owners=category_owners,
    there=category_translations_there,
    slug_holders=category_slug_holders,
    put=put_category_translations,
    delete=delete_category_translations,
    touch=touch_translated_categories,
    read=translations_of_category,
    event=CategoryUpdated,
    notice=CategoriesWritten,
)
