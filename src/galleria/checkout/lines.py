"""Put into a cart, change, take out: a line at a time, or all at once."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import Tx
from galleria.checkout.hold import held_again
from galleria.checkout.place import locked_cart
from galleria.checkout.queries import LockedCart, set_lines
from galleria.checkout.rows import Cart, CartLine
from galleria.checkout.rules import kept, lines_of, put_in, shown
from galleria.listing import Offer, Ref, read_offers
from galleria.orders import (
    CHOICES_MAX,
    LINES_MAX,
    Chosen,
    ChosenModifier,
    Code,
    NotForSale,
    Units,
    WrongModifiers,
    chosen,
)


class NewCartLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wanted: by one of `variant_id` and `sku`, with the choices of its product."""

    units: Units = 1
    variant_id: UUID | None = None
    sku: Code | None = None
    modifiers: Annotated[list[ChosenModifier], Meta(max_length=CHOICES_MAX)] = field(
        default_factory=list[ChosenModifier]
    )


class CartLines(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the cart is to hold."""

    lines: Annotated[list[NewCartLine], Meta(max_length=LINES_MAX)]


class LineChange(Struct, frozen=True, forbid_unknown_fields=True):
    units: Units


class NotSoldNow(NotForSale):
    """Nothing is decided by it: it may be in the shop again in a moment."""

    decided = False


class FullCart(Invalid):
    code = "cart_full"
    title = "A cart holds no more lines than that"


async def add_cart_line(
    tx: Tx, *, cart: str, body: NewCartLine, if_match: int | None = None
) -> Cart:
    """Put something into the cart; 3 statements.

    NotFound, CartOrdered, Stale; NotForSale, WrongModifiers, FullCart.
    """
    row = await locked_cart(tx, cart, if_match=if_match)
    before = lines_of(row)
    added = await _offered(tx, row.store_id, [body], "")
    after = put_in(before, added)
    if sum(line.units for line in after) != sum(line.units for line in [*before, *added]):
        raise FullCart(lines_max=LINES_MAX)
    return await _saved(tx, row, after, cart)


async def set_cart_lines(
    tx: Tx, *, cart: str, body: CartLines, if_match: int | None = None
) -> Cart:
    """Have the cart hold these lines and nothing else; 3 statements, any number.

    What stays keeps the price that it was added at. Refusals as when one is added; all or nothing.
    """
    row = await locked_cart(tx, cart, if_match=if_match)
    wanted = await _offered(tx, row.store_id, body.lines, "/lines")
    known = {_key(line): line for line in lines_of(row)}
    lines = [
        replace(there, units=line.units) if (there := known.get(_key(line))) else line
        for line in put_in([], wanted)
    ]
    return await _saved(tx, row, lines, cart, "/lines")


async def change_cart_line(
    tx: Tx, *, cart: str, line_id: UUID, body: LineChange, if_match: int | None = None
) -> Cart:
    """Have so many units of a line; NotFound, CartOrdered, Stale. 2 statements."""
    row = await locked_cart(tx, cart, if_match=if_match)
    lines = lines_of(row)
    _there(lines, line_id)
    after = [replace(line, units=body.units) if line.line_id == line_id else line for line in lines]
    return await _saved(tx, row, after, cart)


async def remove_cart_line(
    tx: Tx, *, cart: str, line_id: UUID, if_match: int | None = None
) -> Cart:
    """Take a line out; NotFound, CartOrdered, Stale. 2 statements."""
    row = await locked_cart(tx, cart, if_match=if_match)
    lines = lines_of(row)
    _there(lines, line_id)
    return await _saved(tx, row, [line for line in lines if line.line_id != line_id], cart)


async def _saved(
    tx: Tx, row: LockedCart, lines: list[CartLine], address: str, pointer: str = "/units"
) -> Cart:
    held_until = await held_again(tx, row, lines, pointer)
    saved = await set_lines(
        tx, cart_id=row.cart_id, lines=kept(lines), held_until=held_until, now=tx.context.now
    )
    return shown(saved, address)


async def _offered(
    tx: Tx, store_id: UUID, wanted: list[NewCartLine], pointer: str
) -> list[CartLine]:
    """Return the lines with what they cost now; or the refusal that names every wrong one."""
    refs = [Ref(store_id, line.variant_id, line.sku) for line in wanted]
    places = [f"{pointer}/{at}" if pointer else "" for at in range(len(wanted))]
    if unnamed := [
        FieldError(place, "one_of", "Name one of variant_id and sku.")
        for ref, place in zip(refs, places, strict=True)
        if (ref.variant_id is None) == (ref.sku is None)
    ]:
        raise Invalid(errors=unnamed)
    offers = await read_offers(tx, refs) if refs else {}
    if unsold := [
        FieldError(f"{place}/{_named(ref)}", "not_for_sale", "The shop does not sell that.")
        for ref, place in zip(refs, places, strict=True)
        if ref not in offers
    ]:
        raise NotSoldNow(errors=unsold)
    return [
        _line(line, offers[ref], f"{place}/modifiers")
        for line, ref, place in zip(wanted, refs, places, strict=True)
    ]


def _named(ref: Ref) -> str:
    return "sku" if ref.variant_id is None else "variant_id"


def _line(line: NewCartLine, offer: Offer, pointer: str) -> CartLine:
    choice = chosen(offer.modifiers, line.modifiers, pointer)
    if not isinstance(choice, Chosen):
        raise WrongModifiers(errors=choice)
    return CartLine(
        new_id(),
        offer.product_id,
        offer.variant_id,
        offer.name,
        offer.kind,
        offer.sku,
        offer.option_values,
        line.modifiers,
        line.units,
        offer.price_minor + choice.price_minor,
    )


def _there(lines: list[CartLine], line_id: UUID) -> None:
    if all(line.line_id != line_id for line in lines):
        raise NotFound()


def _key(line: CartLine) -> tuple[UUID, frozenset[tuple[str, str]]]:
    return line.variant_id, frozenset((it.group, it.choice) for it in line.modifiers)
