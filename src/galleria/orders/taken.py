"""What is taken from the shelf for orders, in order of arrival, each all or nothing; pure."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import FieldError
from galleria.orders.refusals import SoldOut
from galleria.orders.rules import Priced, PricedLine
from galleria.stock import HeldPortions, Missing, Portion, Shelf, SoldPortions, Want


class Taken(Struct, frozen=True):
    """A priced sale for which there is enough; portions of each line."""

    order_id: UUID
    priced: Priced
    portions: list[list[Portion]]


def wants_of(line: PricedLine) -> list[Want]:
    """Return what a line takes from stock: its variant, or the parts of a bundle."""
    offer, units = line.offer, line.line.units
    if offer.parts:
        return [Want(part.variant_id, part.quantity * units) for part in offer.parts]
    return [Want(offer.variant_id, units)]


def take(shelf: Shelf, order_id: UUID, priced: Priced) -> Taken | SoldOut:
    """Take all that the order wants, or nothing."""
    sale = priced.asked.command
    counts: list[int] = []
    wants: list[Want] = []
    for line in priced.lines:
        own = wants_of(line)
        counts.append(len(own))
        wants += own
    found = shelf.take(
        wants,
        priced.terms.locations,
        is_held=priced.expires_at is not None,
        posts_always=sale.posts_always,
    )
    if isinstance(found, Missing):
        return sold_out(priced, found)
    if len(found) == len(counts):
        return Taken(order_id, priced, found)
    portions: list[list[Portion]] = []
    at = 0
    for count in counts:
        portions.append([portion for want in found[at : at + count] for portion in want])
        at += count
    return Taken(order_id, priced, portions)


def sold_out(priced: Priced, missing: Missing) -> SoldOut:
    """Return the refusal that names each line with too little left, and how many there are."""
    left = {short.variant_id: short for short in missing.shorts}
    errors: list[FieldError] = []
    for place, line in enumerate(priced.lines):
        for want in wants_of(line):
            if short := left.get(want.variant_id):
                detail = f"{short.wanted} wanted, {short.available} left."
                errors.append(FieldError(f"/lines/{place}/units", "sold_out", detail))
    return SoldOut(errors=errors, short=missing.shorts)


def sold_portions(taken: Taken) -> list[SoldPortions]:
    """Return what the ledger says of the order; nothing of what is not counted."""
    asked = taken.priced.asked
    return [
        SoldPortions(taken.order_id, line_no, portions, asked.actor, asked.request_id)
        for line_no, portions in enumerate(taken.portions, 1)
        if portions
    ]


def held_portions(taken: Taken) -> list[HeldPortions]:
    """Return what is held for the order until it is paid."""
    expires_at = taken.priced.expires_at
    assert expires_at is not None
    return [
        HeldPortions(portions, expires_at, taken.order_id, line_no)
        for line_no, portions in enumerate(taken.portions, 1)
        if portions
    ]
