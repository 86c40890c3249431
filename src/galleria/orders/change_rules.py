"""An order's lines as an edit leaves them, added up again; pure.

What was agreed stays agreed: prices of lines that were there, what sending costs, and a discount,
also one whose code is over by now. Only where the goods go may change what is taxed.
"""

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from galleria.orders.build import LineDiscount
from galleria.orders.delivery import KeptShipping
from galleria.orders.life import Life
from galleria.orders.rows import NO_LIST, OrderHead, OrderLine
from galleria.orders.rules import PricedLine
from galleria.pricing import (
    CodeDiscount,
    LineAmount,
    StoreTerms,
    Totals,
    line_tax,
    rate_of,
    rounded,
    totals,
)
from galleria.stock import Portion

_DISCOUNTS = msgspec.json.Decoder(list[LineDiscount])
_PORTIONS = msgspec.json.Decoder(list[Portion])
_SHIPPING = msgspec.json.Decoder(KeptShipping)
_encode = msgspec.json.Encoder().encode


class DraftLine(Struct, frozen=True):
    """A line to be added up again; `own_minor` is its own discount, not the order's code's."""

    line: OrderLine
    own_minor: int
    own_reason: str
    rate_ppm: int


class Place(Struct, frozen=True):
    """Whose taxes count now; `terms` None: those of the order as it was."""

    terms: StoreTerms | None
    country: str | None
    region: str


class Reckoned(Struct, frozen=True):
    """The order's head and lines with their new amounts."""

    head: OrderHead
    lines: list[OrderLine]


def kept(line: OrderLine, units: int, place: Place) -> DraftLine:
    """Return a line that was there with so many units; its own discount shrinks and grows along."""
    given = [it for it in _DISCOUNTS.decode(line.discounts) if not it.code]
    before = sum(it.amount_minor for it in given)
    own = before if units == line.units else rounded(before * units, line.units)
    own = min(own, units * line.price_minor)
    reason = given[0].reason if given else ""
    rate = line.tax_rate_ppm
    if place.terms is not None:
        rate = rate_of(place.terms, place.country, place.region, line.tax_class)
    return DraftLine(replace(line, units=units), own, reason, rate)


def added(line_no: int, it: PricedLine, head: OrderHead) -> DraftLine:
    """Return a new line."""
    offer, amount = it.offer, it.amount
    line = OrderLine(
        line_no,
        offer.product_id,
        offer.variant_id,
        offer.name,
        offer.sku,
        offer.option_values,
        it.chosen.kept,
        amount.units,
        amount.price_minor,
        head.currency,
        offer.tax_class,
        head.is_tax_included,
        amount.rate_ppm,
        0,
        0,
        NO_LIST,
        0,
        None,
        NO_LIST,
        0,
    )
    return DraftLine(line, amount.discount_minor, it.line.discount_reason, amount.rate_ppm)


def reckoned(
    life: Life, drafts: list[DraftLine], code: CodeDiscount | None, place: Place
) -> Reckoned:
    """Add the order up again: lines, and shipping as it was agreed."""
    head = life.head
    result = totals(
        [
            LineAmount(it.line.units, it.line.price_minor, it.own_minor, it.rate_ppm)
            for it in drafts
        ],
        is_tax_included=head.is_tax_included,
        code=code,
        charge=None,
    )
    shipping = shipping_of(life, place)
    shipping_tax = 0 if shipping is None else shipping.tax_minor
    extra = 0 if head.is_tax_included else shipping_tax
    after = replace(
        head,
        lines_minor=result.lines_minor,
        discount_minor=result.discount_minor,
        tax_minor=result.tax_minor + shipping_tax,
        total_minor=result.total_minor + head.shipping_minor + extra,
        shipping_method=None if shipping is None else Raw(_encode(shipping)),
    )
    return Reckoned(after, _lines(drafts, result, head.discount_code or ""))


def shipping_of(life: Life, place: Place) -> KeptShipping | None:
    """Return how the order is sent, taxed where it goes."""
    if life.head.shipping_method is None:
        return None
    shipping = _SHIPPING.decode(life.head.shipping_method)
    if place.terms is None:
        return shipping
    rate = rate_of(place.terms, place.country, place.region, shipping.tax_class)
    tax = line_tax(shipping.price_minor, rate, is_included=life.head.is_tax_included)
    return replace(shipping, tax_rate_ppm=rate, tax_minor=tax)


def code_of(life: Life, terms: StoreTerms) -> CodeDiscount | None:
    """Return the discount of the order's code: as it is, or (when it is over) as it was."""
    code = life.head.discount_code
    if code is None:
        return None
    if found := terms.discounts.get(code):
        return CodeDiscount(found.rate_ppm, found.amount_minor)
    given = [it for line in life.lines for it in _DISCOUNTS.decode(line.discounts)]
    granted = sum(it.amount_minor for it in given if it.code)
    return CodeDiscount(None, granted) if granted else None


def cut(portions: list[Portion], share: dict[int, int]) -> list[Portion]:
    """Return what is left of portions when so many units of each (by place) are given back."""
    left: list[Portion] = []
    for at, portion in enumerate(portions):
        back = share.get(at, 0)
        if back < portion.units:
            short = max(0, portion.shortfall - back)
            owed = max(0, portion.backordered - max(0, back - portion.shortfall))
            left.append(
                replace(portion, units=portion.units - back, shortfall=short, backordered=owed)
            )
    return left


def backs(portions: list[Portion], units: int, less: int) -> dict[int, int]:
    """Return what of each portion goes back when `less` of a line's `units` do: the last first.

    Of a bundle each part in its own measure.
    """
    shares: dict[int, int] = {}
    for variant_id in {portion.variant_id for portion in portions}:
        own = [(at, it) for at, it in enumerate(portions) if it.variant_id == variant_id]
        left = sum(it.units for _, it in own) // units * less
        for at, portion in reversed(own):
            shares[at] = min(left, portion.units)
            left -= shares[at]
    return shares


def with_portions(line: OrderLine, portions: list[Portion]) -> OrderLine:
    """Return the line with from where its stock comes."""
    return replace(
        line,
        location_id=portions[0].location_id if portions else None,
        portions=Raw(_encode(portions)) if portions else NO_LIST,
        backordered_units=sum(portion.backordered for portion in portions),
    )


def _lines(drafts: list[DraftLine], result: Totals, code: str) -> list[OrderLine]:
    lines: list[OrderLine] = []
    for it, total in zip(drafts, result.lines, strict=True):
        given: list[LineDiscount] = []
        if it.own_minor:
            given.append(LineDiscount(it.own_minor, reason=it.own_reason))
        if total.code_minor:
            given.append(LineDiscount(total.code_minor, code=code))
        lines.append(
            replace(
                it.line,
                tax_rate_ppm=it.rate_ppm,
                tax_minor=total.tax_minor,
                discount_minor=it.own_minor + total.code_minor,
                discounts=Raw(_encode(given)) if given else NO_LIST,
                total_minor=total.total_minor,
            )
        )
    return lines
