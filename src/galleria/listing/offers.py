"""What stores sell now: variants with their price, by id, SKU or barcode, for a batch of sales."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.tx import ReadTx
from galleria.catalog import Modifier, ProductKind, one_spelling
from galleria.listing.offer_queries import NamedRow, OfferRow, offers_of, variants_named

_MODIFIERS = msgspec.json.Decoder(list[Modifier])


class Ref(Struct, frozen=True, cache_hash=True):
    """What a buyer names: one of variant, SKU and barcode, in a store."""

    store_id: UUID
    variant_id: UUID | None = None
    sku: str | None = None
    barcode: str | None = None


class Part(Struct, frozen=True, array_like=True):
    """What a bundle is made of."""

    variant_id: UUID
    quantity: int


class Offer(Struct, frozen=True):
    """A variant as a store sells it now. `parts` are a bundle's: they are what its stock is.

    Not `is_sold`: it is there, but hidden, excluded, inactive, or out of its hours.
    """

    store_id: UUID
    product_id: UUID
    variant_id: UUID
    name: str
    kind: ProductKind
    option_values: list[str]
    sku: str | None
    price_minor: int
    currency: str
    tax_class: str
    modifiers: list[Modifier]
    parts: list[Part]
    is_sold: bool = True


_PARTS = msgspec.json.Decoder(list[Part])


async def read_offers(
    tx: ReadTx, refs: Iterable[Ref], *, has_unsold: bool = False
) -> dict[Ref, Offer]:
    """Return what is sold of these, by what it was asked as; the rest is not in the answer.

    Unknown, inactive, excluded, out of its hours and another organization's all look the same.
    With `has_unsold` what the store's catalog has and does not sell now is there, too: what was
    sold offline must be booked. A barcode may be in any of its spellings. 1 statement, any number;
    one more where any is asked for by SKU or barcode.
    """
    wanted = list(refs)
    places: list[int] = []
    store_ids: list[UUID] = []
    variant_ids: list[UUID] = []
    for place, ref in enumerate(wanted, 1):
        if ref.variant_id is not None:
            places.append(place)
            store_ids.append(ref.store_id)
            variant_ids.append(ref.variant_id)
    # Apart: what is not in a statement is not set up, and most are asked for by their id.
    for row in await _named(tx, wanted):
        places.append(row.place)
        store_ids.append(row.store_id)
        variant_ids.append(row.variant_id)
    rows = await offers_of(
        tx, places=places, store_ids=store_ids, variant_ids=variant_ids, now=tx.context.now
    )
    return {wanted[row.place - 1]: _offer(row) for row in rows if has_unsold or row.is_sold}


async def _named(tx: ReadTx, wanted: list[Ref]) -> list[NamedRow]:
    """Return the variants that are asked for otherwise than by their id."""
    named = [
        (place, ref)
        for place, ref in enumerate(wanted, 1)
        if ref.sku is not None or ref.barcode is not None
    ]
    if not named:
        return []
    return await variants_named(
        tx,
        places=[place for place, _ in named],
        store_ids=[ref.store_id for _, ref in named],
        skus=[ref.sku for _, ref in named],
        barcodes=[None if ref.barcode is None else one_spelling(ref.barcode) for _, ref in named],
    )


def _offer(row: OfferRow) -> Offer:
    return Offer(
        row.store_id,
        row.product_id,
        row.variant_id,
        row.name,
        row.kind,
        row.option_values,
        row.sku,
        row.price_minor,
        row.currency,
        row.tax_class,
        [] if row.modifiers is None else _MODIFIERS.decode(row.modifiers),
        [] if row.parts is None else _PARTS.decode(row.parts),
        row.is_sold,
    )
