"""Optional holds: a store whose terms say so sets a cart's units aside for a while."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.checkout.queries import LockedCart
from galleria.checkout.rows import CartLine
from galleria.checkout.rules import lines_of
from galleria.listing import Offer, Ref, read_offers
from galleria.orders import SoldOut
from galleria.pricing import terms_of
from galleria.stock import HeldPortions, Missing, Want, lock_shelf, release_holds, write_shelf


async def held_again(
    tx: Tx, cart: LockedCart, lines: list[CartLine], pointer: str
) -> datetime | None:
    """Hold the cart's lines as they are to be, for as long as its store does; SoldOut.

    `pointer` says what of the request asked for units.

    No statement where carts hold nothing. Else all that is to be locked is locked at once, first,
    so that carts which share variants wait for each other in one order.
    """
    if not cart.cart_hold_s and cart.held_until is None:
        return None
    before = lines_of(cart)
    refs = {Ref(cart.store_id, line.variant_id) for line in [*before, *lines]}
    offers = await read_offers(tx, refs)
    await lock_shelf(tx, stocked(offers.values()))
    await release_holds(tx, cart_ids=[cart.cart_id])
    if not cart.cart_hold_s or not lines:
        return None
    return await _held(tx, cart, lines, offers, pointer)


def stocked(offers: Iterable[Offer]) -> list[UUID]:
    """Return the variants whose stock these are: a bundle's parts, else its own."""
    return sorted(
        {
            variant_id
            for offer in offers
            for variant_id in [part.variant_id for part in offer.parts] or [offer.variant_id]
        }
    )


async def _held(
    tx: Tx, cart: LockedCart, lines: list[CartLine], offers: dict[Ref, Offer], pointer: str
) -> datetime:
    terms = (
        await terms_of(
            tx, store_ids=[cart.store_id], countries=[], shipping_codes=[], discount_codes=[]
        )
    )[cart.store_id]
    there = [(line, offers.get(Ref(cart.store_id, line.variant_id))) for line in lines]
    wants = [want for line, offer in there if offer for want in _wants(line, offer)]
    shelf = await lock_shelf(tx, [want.variant_id for want in wants])
    taken = shelf.take(wants, terms.locations, is_held=True)
    if isinstance(taken, Missing):
        errors = [
            FieldError(pointer, "sold_out", f"{it.wanted} wanted, {it.available} left.")
            for it in taken.shorts
        ]
        raise SoldOut(errors=errors)
    expires_at = terms.at + timedelta(seconds=cart.cart_hold_s)
    portions = [portion for portions in taken for portion in portions]
    if portions:
        held = [HeldPortions(portions, expires_at, cart_id=cart.cart_id)]
        await write_shelf(tx, shelf, held=held)
    return expires_at


def _wants(line: CartLine, offer: Offer) -> list[Want]:
    if offer.parts:
        return [Want(part.variant_id, part.quantity * line.units) for part in offer.parts]
    return [Want(offer.variant_id, line.units)]
