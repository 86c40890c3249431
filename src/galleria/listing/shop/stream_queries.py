"""Typed doors to stream_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Extent(Struct, frozen=True):
    """A shop's languages, and at most how much is in it."""

    locale: str
    locales: list[str]
    products: int
    categories: int


class FedProduct(Struct, frozen=True):
    """A product's document, as it is sent."""

    id: UUID
    locale: str
    slug: str
    document: str


class MappedPage(Struct, frozen=True):
    """A page of the shop, with its slug in each language."""

    id: UUID
    updated_at: datetime
    is_visible: bool
    locales: list[str]
    slugs: list[str]


@query
async def shop_extent(tx: ReadTx, *, store_id: UUID) -> Extent | None: ...


@query
async def product_file_ends(
    tx: ReadTx, *, store_id: UUID, locale: str, rows_a_file: int
) -> list[UUID]: ...


@query
async def feed_after(
    tx: ReadTx, *, store_id: UUID, locale: str | None, after: UUID, rows_max: int, now: datetime
) -> list[FedProduct]: ...


@query
async def sitemap_products_after(
    tx: ReadTx, *, store_id: UUID, after: UUID, rows_max: int, now: datetime
) -> list[MappedPage]: ...


@query
async def sitemap_categories_after(
    tx: ReadTx, *, store_id: UUID, after: UUID, rows_max: int
) -> list[MappedPage]: ...
