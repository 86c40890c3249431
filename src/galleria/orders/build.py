"""From what was taken to the order that is written and answered; pure."""

import msgspec
from msgspec import UNSET, Raw, Struct

from galleria.orders.delivery import kept_shipping
from galleria.orders.rows import NO_LIST, Order, OrderLine
from galleria.orders.rules import Priced, PricedLine
from galleria.orders.sale import Address
from galleria.orders.taken import Taken
from galleria.orders.tender import change_of
from galleria.pricing import LineTotal

UNNUMBERED = ""


class LineDiscount(Struct, frozen=True, omit_defaults=True):
    """What of a discount fell on a line: of the order's code, or the line's own with its reason."""

    amount_minor: int
    code: str = ""
    reason: str = ""


_encode = msgspec.json.Encoder().encode


def built(taken: Taken) -> Order:  # house: an argument a field
    """Return the order as it is placed, without its number, which is the database's to give."""
    priced, sale = taken.priced, taken.priced.asked.command
    terms, added, delivery = priced.terms, priced.totals, priced.delivery
    is_paid = sale.tender is not None or added.total_minor == 0
    change = change_of(sale, added.total_minor)
    return Order(
        taken.order_id,
        terms.store_id,
        UNNUMBERED,
        sale.source,
        "paid" if is_paid else "pending",
        "paid" if is_paid else "unpaid",
        terms.currency,
        added.lines_minor,
        added.discount_minor,
        added.shipping_minor,
        added.tax_minor,
        added.total_minor,
        terms.is_tax_included,
        added.total_minor if is_paid else 0,
        0,
        sale.customer_id,
        sale.customer_name,
        sale.customer_email,
        sale.customer_phone,
        _kept(sale.shipping_address),
        _kept(sale.billing_address),
        kept_shipping(delivery, added.shipping_minor, added.shipping_tax_minor),
        priced.discount and priced.discount.code,
        sale.metadata,
        sale.comment,
        sale.cart_id,
        sale.till_id,
        sale.shift_id,
        priced.expires_at is not None,
        priced.expires_at,
        terms.at,
        sale.rung_up_at,
        terms.at if is_paid else None,
        None,
        None,
        None,
        None,
        1,
        terms.at,
        _lines(taken),
        UNSET if change is None else change,
    )


def _lines(taken: Taken) -> list[OrderLine]:
    return [_line(taken, place) for place in range(len(taken.portions))]


def _line(taken: Taken, place: int) -> OrderLine:
    priced, portions = taken.priced, taken.portions[place]
    it, total = priced.lines[place], priced.totals.lines[place]
    offer, amount, terms = it.offer, it.amount, priced.terms
    own = amount.discount_minor
    return OrderLine(
        place + 1,
        offer.product_id,
        offer.variant_id,
        offer.name,
        offer.sku,
        offer.option_values,
        it.chosen.kept,
        amount.units,
        amount.price_minor,
        terms.currency,
        offer.tax_class,
        terms.is_tax_included,
        amount.rate_ppm,
        total.tax_minor,
        own + total.code_minor,
        _discounts(priced, it, total) if own or total.code_minor else NO_LIST,
        total.total_minor,
        portions[0].location_id if portions else None,
        Raw(_encode(portions)) if portions else NO_LIST,
        sum([portion.backordered for portion in portions]),
    )


def _discounts(priced: Priced, it: PricedLine, total: LineTotal) -> Raw:
    given: list[LineDiscount] = []
    if it.amount.discount_minor:
        given.append(LineDiscount(it.amount.discount_minor, reason=it.line.discount_reason))
    if total.code_minor and priced.discount is not None:
        given.append(LineDiscount(total.code_minor, code=priced.discount.code))
    return Raw(_encode(given))


def _kept(address: Address | None) -> Raw | None:
    return None if address is None else Raw(_encode(address))
