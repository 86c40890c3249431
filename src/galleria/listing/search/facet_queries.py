"""Typed doors to facet_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class FrameRow(Struct, frozen=True):
    """A category (its `key` is its id), or an attribute to filter by."""

    kind: Literal["category", "text", "number", "choice", "boolean", "date"]
    key: str
    name: str
    slug: str | None
    unit: str | None
    choices: list[str] | None


class CountRow(Struct, frozen=True):
    """One count of one pass; see the function count_products."""

    pass_: int
    facet: str
    products: int | None
    lowest: float | None
    highest: float | None


@query
async def facet_frame(
    tx: ReadTx, *, store_id: UUID, catalog_id: UUID, locale: str, category_id: UUID | None
) -> list[FrameRow]: ...


@query
async def counts(
    tx: ReadTx,
    *,
    store_id: UUID,
    catalog_id: UUID,
    locale: str,
    now: datetime,
    passes: Raw,
) -> list[CountRow]: ...
