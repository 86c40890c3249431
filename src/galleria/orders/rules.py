"""A sale priced by the store's terms, or why it cannot be; pure, and nothing of stock."""

from datetime import datetime, timedelta

from msgspec import Struct

from galleria.base.free_json import object_errors
from galleria.base.lane import Asked
from galleria.base.refusals import FieldError, Forbidden, Invalid, NotFound, Refusal
from galleria.listing import Offer
from galleria.orders.book import Book
from galleria.orders.delivery import Delivery, delivery_of
from galleria.orders.discounts import discount_of
from galleria.orders.modifiers import Chosen, chosen
from galleria.orders.refs import offered
from galleria.orders.refusals import PriceChanged, StoreClosed, WrongModifiers
from galleria.orders.sale import METADATA_BYTES_MAX, TOTAL_MAX, Sale, SaleLine
from galleria.orders.tender import tender_refusal
from galleria.pricing import (
    CodeDiscount,
    DiscountTerms,
    LineAmount,
    StoreTerms,
    Totals,
    rate_of,
    totals,
)

OVERRIDE = "tills:override"


class PricedLine(Struct, frozen=True):
    """A line with what it sells; the amount's discount is the line's own, not the code's."""

    line: SaleLine
    offer: Offer
    chosen: Chosen
    amount: LineAmount


class Priced(Struct, frozen=True):
    """A sale that could be placed if there is enough of everything."""

    asked: Asked[Sale]
    terms: StoreTerms
    lines: list[PricedLine]
    delivery: Delivery
    discount: DiscountTerms | None
    totals: Totals
    expires_at: datetime | None


def price(asked: Asked[Sale], book: Book) -> Priced | Refusal:
    """Price the sale, or say why not: the store, lines, addresses, the code, what was expected."""
    terms = book.terms.get(asked.command.store_id)
    if terms is None:
        return NotFound("There is no such store.")
    sale = asked.command
    if refusal := _refusal(asked, terms):
        return refusal
    if sale.customer_id is not None and sale.customer_id not in book.customers:
        detail = "There is no such customer."
        return Invalid(errors=[FieldError("/customer_id", "not_found", detail)])
    found = offered(sale, book.offers, terms.currency)
    if isinstance(found, Refusal):
        return found
    delivery = delivery_of(sale, terms)
    if isinstance(delivery, Refusal):
        return delivery
    lines = _lines(sale, found, terms, delivery)
    return lines if isinstance(lines, Refusal) else _added_up(asked, terms, lines, delivery)


def _refusal(asked: Asked[Sale], terms: StoreTerms) -> Refusal | None:
    sale = asked.command
    if not terms.is_open and not sale.posts_always:
        return StoreClosed()
    if OVERRIDE not in asked.permissions and _has_override(sale):
        return Forbidden(f"Prices and discounts of one's own need {OVERRIDE}.", permission=OVERRIDE)
    errors = object_errors(sale.metadata, "/metadata", bytes_max=METADATA_BYTES_MAX)
    return Invalid(errors=errors) if errors else None


def _has_override(sale: Sale) -> bool:
    for line in sale.lines:
        if line.price_minor is not None or line.discount_minor is not None:
            return True
    return False


def _lines(
    sale: Sale, found: list[Offer], terms: StoreTerms, delivery: Delivery
) -> list[PricedLine] | Refusal:
    lines: list[PricedLine] = []
    wrong: list[FieldError] = []
    too_much: list[FieldError] = []
    for place, (line, offer) in enumerate(zip(sale.lines, found, strict=True)):
        choice = chosen(offer.modifiers, line.modifiers, f"/lines/{place}/modifiers")
        if not isinstance(choice, Chosen):
            wrong += choice
            continue
        listed = offer.price_minor + choice.price_minor
        unit_minor = listed if line.price_minor is None else line.price_minor
        own = line.discount_minor or 0
        if own > line.units * unit_minor:
            pointer = f"/lines/{place}/discount_minor"
            too_much.append(FieldError(pointer, "range", "It is more than the line costs."))
        rate = rate_of(terms, delivery.country, delivery.region, offer.tax_class)
        amount = LineAmount(line.units, unit_minor, own, rate)
        lines.append(PricedLine(line, offer, choice, amount))
    if wrong:
        return WrongModifiers(errors=wrong)
    return Invalid(errors=too_much) if too_much else lines


def _added_up(
    asked: Asked[Sale], terms: StoreTerms, lines: list[PricedLine], delivery: Delivery
) -> Priced | Refusal:
    sale = asked.command
    gross = sum([it.amount.units * it.amount.price_minor for it in lines])
    if gross > TOTAL_MAX:
        detail = f"An order costs at most {TOTAL_MAX}."
        return Invalid(errors=[FieldError("/lines", "range", detail)])
    net = gross - sum([it.amount.discount_minor for it in lines])
    discount = discount_of(sale, terms, net)
    if isinstance(discount, Refusal):
        return discount
    added = totals(
        [it.amount for it in lines],
        is_tax_included=terms.is_tax_included,
        code=discount and CodeDiscount(discount.rate_ppm, discount.amount_minor),
        charge=delivery.charge,
    )
    if not sale.posts_always and (changes := _changes(sale, lines, added.total_minor)):
        return PriceChanged(
            "Look at the prices again.", errors=changes, total_minor=added.total_minor
        )
    if refusal := tender_refusal(sale, added.total_minor):
        return refusal
    # With nothing to pay there is nothing to wait for.
    is_held = sale.is_held and added.total_minor > 0
    expires_at = terms.at + timedelta(seconds=terms.payment_hold_s) if is_held else None
    return Priced(asked, terms, lines, delivery, discount, added, expires_at)


def _changes(sale: Sale, lines: list[PricedLine], total_minor: int) -> list[FieldError]:
    changes: list[FieldError] = []
    for place, it in enumerate(lines):
        expected, now = it.line.expected_price_minor, it.offer.price_minor + it.chosen.price_minor
        if expected is not None and expected != now:
            pointer = f"/lines/{place}/expected_price_minor"
            changes.append(FieldError(pointer, "changed", f"It costs {now} now, not {expected}."))
    expected = sale.expected_total_minor
    if expected is not None and expected != total_minor:
        detail = f"The order costs {total_minor} now, not {expected}."
        changes.append(FieldError("/expected_total_minor", "changed", detail))
    return changes
