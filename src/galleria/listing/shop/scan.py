"""What a scanned code stands for, at the store's price: 1 statement."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog import one_spelling
from galleria.listing.shop.doors import ShopQuery, store_of
from galleria.listing.shop.rows import Picture, decoded
from galleria.listing.shop.scan_queries import scanned

CODE_LENGTH_MAX = 100


class Scanned(Struct, frozen=True):
    """The variant that a code stands for, as the store sells it now."""

    locale: str
    product_id: UUID
    variant_id: UUID
    name: str
    slug: str
    kind: Literal["physical", "digital", "gift_card", "bundle"]
    option_values: list[str]
    sku: str | None
    barcode: str | None
    price_minor: int
    compare_at_minor: int | None
    currency: str
    image: Picture | None


async def scan_in_shop(tx: ReadTx, *, code: str, query: ShopQuery) -> Scanned:
    """Return what a code stands for, by barcode or else by SKU; NotFound."""
    return await _scanned(tx, store_of(tx), code, query)


async def scan_at_store(tx: ReadTx, *, store_id: UUID, code: str, query: ShopQuery) -> Scanned:
    """Return what a code stands for at a till of the store, by barcode or else by SKU; NotFound.

    Only what the store shows its shoppers.
    """
    return await _scanned(tx, store_id, code, query)


async def _scanned(tx: ReadTx, store_id: UUID, code: str, query: ShopQuery) -> Scanned:
    if len(code) > CODE_LENGTH_MAX:
        raise NotFound()
    row = await scanned(
        tx,
        store_id=store_id,
        locale=query.locale,
        barcode=one_spelling(code),
        code=code,
        now=tx.context.now,
    )
    if row is None:
        raise NotFound()
    return Scanned(
        row.locale,
        row.product_id,
        row.variant_id,
        row.name,
        row.slug,
        row.kind,
        row.option_values,
        row.sku,
        row.barcode,
        row.price_minor,
        row.compare_at_minor,
        row.currency,
        None if row.image is None else decoded(row.image, Picture),
    )
