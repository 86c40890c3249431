"""Typed doors to product_queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.translations.rows import Owner, SlugHolder, TranslationRead, TranslationRow


@query
async def product_owners(
    tx: ReadTx, *, catalog_id: UUID, owner_ids: list[UUID], external_keys: list[str]
) -> list[Owner]: ...


@query
async def product_translations_there(
    tx: ReadTx, *, owner_ids: list[UUID], locales: list[str]
) -> list[TranslationRow]: ...


@query
async def product_slug_holders(
    tx: ReadTx, *, catalog_id: UUID, locales: list[str], slugs: list[str]
) -> list[SlugHolder]: ...


@query
async def put_product_translations(
    tx: Tx, *, catalog_id: UUID, rows: list[TranslationRow], now: datetime
) -> None: ...


@query
async def delete_product_translations(
    tx: Tx, *, owner_ids: list[UUID], locales: list[str]
) -> None: ...


@query
async def touch_translated_products(
    tx: Tx, *, catalog_id: UUID, owner_ids: list[UUID], now: datetime
) -> None: ...


@query
async def translations_of_product(
    tx: ReadTx, *, catalog_id: UUID, owner_id: UUID, locale: str | None
) -> list[TranslationRead]: ...
