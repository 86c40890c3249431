"""Typed doors to queries.sql."""

from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Shop(Struct, frozen=True):
    """A store as its shoppers see it. `locales` are the languages it is read in, its own first."""

    store_id: UUID
    name: str
    slug: str
    kind: Literal["online", "till", "gift"]
    currency: str
    locale: str
    locales: list[str]
    time_zone: str
    branding: Raw


@query
async def shop_store(tx: ReadTx, *, store_id: UUID) -> Shop | None: ...
