"""Typed doors to list_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class ListedPage(Struct, frozen=True):
    """Documents joined by commas; null where there are none."""

    documents: str | None
    found: int
    last_number: int | None
    last_text: str | None
    last_id: UUID | None


@query
async def listed_in_order(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    now: datetime,
    number: int,
    text: str,
    after: UUID,
    limit: int,
) -> ListedPage | None: ...


@query
async def listed_by_name(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    now: datetime,
    text: str,
    after: UUID,
    limit: int,
) -> ListedPage | None: ...


@query
async def listed_by_price(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    now: datetime,
    number: int,
    after: UUID,
    limit: int,
) -> ListedPage | None: ...


@query
async def listed_by_price_down(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    now: datetime,
    number: int,
    after: UUID,
    limit: int,
) -> ListedPage | None: ...


@query
async def listed_by_sales(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    now: datetime,
    number: int,
    after: UUID,
    limit: int,
) -> ListedPage | None: ...


@query
async def listed_newest(
    tx: ReadTx, *, store_id: UUID, locale: str | None, now: datetime, after: UUID, limit: int
) -> ListedPage | None: ...
