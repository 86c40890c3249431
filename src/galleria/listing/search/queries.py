"""Typed doors to queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Surroundings(Struct, frozen=True):
    """The shop, the category that was named, and what the filters name of the organization's."""

    catalog_id: UUID | None
    locale: str
    category_id: UUID | None
    filter: Raw | None
    product_order: Literal["manual", "name", "price", "-price", "newest"] | None
    arranged: Raw
    child_ids: list[UUID]
    kinds: Raw
    coded: list[UUID]


class FoundRow(Struct, frozen=True):
    """A prepared document, and what it was sorted by."""

    product_id: UUID
    number: int
    text: str | None
    document: str


class NearestRow(Struct, frozen=True):
    """A word that was said, and words of the store that are spelled alike."""

    token: str
    is_known: bool
    alike: list[str]


@query
async def surroundings(
    tx: ReadTx,
    *,
    store_id: UUID,
    locale: str | None,
    category_id: UUID | None,
    slug: str | None,
    attribute_keys: list[str],
    codes: list[str],
) -> Surroundings | None: ...


@query
async def found(
    tx: ReadTx,
    *,
    store_id: UUID,
    catalog_id: UUID,
    locale: str,
    now: datetime,
    wanted: Raw,
    sort: str,
    number: int | None,
    text: str | None,
    after: UUID | None,
    rows_max: int,
) -> list[FoundRow]: ...


@query
async def nearest(tx: ReadTx, *, store_id: UUID, locale: str, said: str) -> list[NearestRow]: ...
