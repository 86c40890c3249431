"""Read a cart as it would be sold now, and tell what has changed."""

from uuid import UUID

from galleria.base.tx import ReadTx
from galleria.checkout.place import cart_at
from galleria.checkout.queries import available_units
from galleria.checkout.rows import Cart, CartLine
from galleria.checkout.rules import Now, lines_of, now_of, shown
from galleria.listing import Offer, Ref, read_offers


async def read_cart(tx: ReadTx, *, cart: str) -> Cart:
    """Return the cart, re-priced, with a notice of each change; NotFound. 3 statements."""
    row = await cart_at(tx, cart)
    if row.state == "ordered":
        return shown(row, cart)
    return shown(row, cart, await nows_of(tx, row.store_id, lines_of(row)))


async def nows_of(tx: ReadTx, store_id: UUID, lines: list[CartLine]) -> list[Now]:
    """Return what each line is sold for now, and how many are left: 2 statements, any number."""
    if not lines:
        return []
    refs = [Ref(store_id, line.variant_id) for line in lines]
    offers = await read_offers(tx, dict.fromkeys(refs))
    wanted = list({variant for offer in offers.values() for variant in _stocked(offer)})
    counted = await available_units(tx, store_id=store_id, variant_ids=wanted)
    available = {row.variant_id: row.units for row in counted}
    return [now_of(offers.get(ref), line, available) for ref, line in zip(refs, lines, strict=True)]


def _stocked(offer: Offer) -> list[UUID]:
    return [part.variant_id for part in offer.parts] or [offer.variant_id]
