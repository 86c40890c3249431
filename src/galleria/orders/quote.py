"""What an order would cost now, and whether there is enough of it; nothing is promised."""

from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.lane import Asked
from galleria.base.refusals import Refusal
from galleria.base.tx import ReadTx
from galleria.orders.book import read_book
from galleria.orders.delivery import kept_shipping
from galleria.orders.rules import Priced, PricedLine, price
from galleria.orders.sale import Sale
from galleria.orders.taken import wants_of
from galleria.stock import Missing, Shelf, read_shelf


class QuotedLine(Struct, frozen=True):
    """A line as it would be; `price_minor` is a unit's, with its modifiers.

    `is_short`: there are not enough for all lines of the order. `available_units` null: sells
    without limit.
    """

    line_no: int
    product_id: UUID
    variant_id: UUID
    name: str
    sku: str | None
    option_values: list[str]
    modifiers: Raw
    units: int
    price_minor: int
    discount_minor: int
    tax_rate_ppm: int
    tax_minor: int
    total_minor: int
    available_units: int | None
    is_short: bool


class Quote(Struct, frozen=True):
    """What the order would cost. Amounts are in minor units; taxes are within `total_minor`."""

    store_id: UUID
    currency: str
    is_tax_included: bool
    lines: list[QuotedLine]
    lines_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    shipping_method: Raw | None
    discount_code: str | None
    is_short: bool


async def quote(tx: ReadTx, asked: Asked[Sale]) -> Quote:
    """Reckon the order as `place` would; what it refuses for the price is raised: 3 statements.

    What is short is said, not refused.
    """
    sale = asked.command
    book = await read_book(tx, [sale])
    found = price(asked, book)
    if isinstance(found, Refusal):
        raise found
    wanted = [want.variant_id for line in found.lines for want in wants_of(line)]
    return _quote(found, await read_shelf(tx, wanted))


def _quote(priced: Priced, shelf: Shelf) -> Quote:
    terms, added = priced.terms, priced.totals
    wants = [want for line in priced.lines for want in wants_of(line)]
    # Before anything is taken: from then on the shelf has less.
    available = [_available(line, shelf, terms.locations) for line in priced.lines]
    taken = shelf.take(wants, terms.locations)
    short = {it.variant_id for it in taken.shorts} if isinstance(taken, Missing) else set[UUID]()
    return Quote(
        terms.store_id,
        terms.currency,
        terms.is_tax_included,
        [_line(priced, at, available[at], short) for at in range(len(priced.lines))],
        added.lines_minor,
        added.discount_minor,
        added.shipping_minor,
        added.tax_minor,
        added.total_minor,
        kept_shipping(priced.delivery, added.shipping_minor, added.shipping_tax_minor),
        priced.discount and priced.discount.code,
        bool(short),
    )


def _available(line: PricedLine, shelf: Shelf, locations: list[UUID]) -> int | None:
    """Return how many of it there are: of a bundle as many as of its scarcest part."""
    each = [
        shelf.items[want.variant_id].available(locations) * line.line.units // want.units
        for want in wants_of(line)
        if shelf.items[want.variant_id].is_counted
    ]
    return min(each) if each else None


def _line(priced: Priced, at: int, available: int | None, short: set[UUID]) -> QuotedLine:
    it, total = priced.lines[at], priced.totals.lines[at]
    offer, amount = it.offer, it.amount
    return QuotedLine(
        at + 1,
        offer.product_id,
        offer.variant_id,
        offer.name,
        offer.sku,
        offer.option_values,
        it.chosen.kept,
        amount.units,
        amount.price_minor,
        amount.discount_minor + total.code_minor,
        amount.rate_ppm,
        total.tax_minor,
        total.total_minor,
        available,
        any(want.variant_id in short for want in wants_of(it)),
    )
