"""What a scanned code stands for, at the store's price: 1 statement."""

from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog import one_spelling
from galleria.listing.shop.doors import ShopQuery, store_of
from galleria.listing.shop.rows import Availability, Picture, decoded
from galleria.listing.shop.scan_queries import ScannedRow, scanned

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
    availability: Availability


class ScannedAtStore(Scanned, frozen=True):
    """The same, with how many are free in the store's locations now.

    Null: it is not counted. Of a bundle, how often it can be made up.
    """

    free_units: int | None


async def scan_in_shop(tx: ReadTx, *, code: str, query: ShopQuery) -> Scanned:
    """Return what a code stands for, by barcode or else by SKU; NotFound."""
    row = await _found(tx, store_of(tx), code, query)
    return _scanned(row)


async def scan_at_store(
    tx: ReadTx, *, store_id: UUID, code: str, query: ShopQuery
) -> ScannedAtStore:
    """Return what a code stands for at a till of the store, by barcode or else by SKU; NotFound.

    Only what the store shows its shoppers. Its stock is as it is now.
    """
    row = await _found(tx, store_id, code, query)
    return ScannedAtStore(**asdict(_scanned(row)), free_units=row.free_units)


async def _found(tx: ReadTx, store_id: UUID, code: str, query: ShopQuery) -> ScannedRow:
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
    return row


def _scanned(row: ScannedRow) -> Scanned:
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
        row.availability,
    )
