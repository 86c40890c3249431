"""Typed doors to queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class NamedVariant(Struct, frozen=True):
    """A variant that the row at `place` may mean."""

    place: int
    variant_id: UUID
    product_id: UUID
    kind: str


@query
async def variants_named(
    tx: ReadTx,
    *,
    places: list[int],
    variant_ids: list[UUID | None],
    skus: list[str | None],
    barcodes: list[str | None],
    catalog_ids: list[UUID | None],
) -> list[NamedVariant]: ...
