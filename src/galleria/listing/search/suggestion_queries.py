"""Typed doors to suggestion_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Begun(Struct, frozen=True):
    """What begins as it was typed."""

    catalog_id: UUID | None
    locale: str
    documents: list[str]
    words: list[str]
    categories: Raw


@query
async def begun(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    now: datetime,
    said: str,
    products_max: int,
    words_max: int,
    categories_max: int,
) -> Begun | None: ...


@query
async def in_use(
    tx: ReadTx,
    *,
    store_id: UUID,
    catalog_id: UUID,
    locale: str,
    now: datetime,
    words: list[str],
) -> list[str]: ...
