"""Change an order before any of it is shipped: lines, addresses, contacts, a comment."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import replace

from galleria.base.lane import asked_by
from galleria.base.refusals import FieldError, Invalid, Refusal
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.orders.book import Book, read_book
from galleria.orders.change_body import (
    AbovePaid,
    OrderChanges,
    changed_names,
    fields_of,
    refuse_change,
    refuse_wrong_rows,
)
from galleria.orders.change_plan import Edit, differences, drafts, removed, stocked
from galleria.orders.change_queries import write_change, write_lines
from galleria.orders.change_rules import Reckoned, code_of, reckoned
from galleria.orders.change_stock import restock
from galleria.orders.delivery import NO_DELIVERY, KeptShipping, delivery_of
from galleria.orders.details import OrderDetails
from galleria.orders.life import Life, locked_one
from galleria.orders.life_events import LineAmount, OrderEdited
from galleria.orders.notices import OrderReduced
from galleria.orders.read import read_order
from galleria.orders.rows import OrderHead, OrderLine
from galleria.orders.rules import PricedLine, price
from galleria.orders.sale import TOTAL_MAX, Address, Sale

# What is free counts as paid.
PAID = ("paid", "partially_refunded", "refunded")


async def change_order(
    tx: Tx, *, order_id: UUID, body: OrderChanges, if_match: int | None = None
) -> OrderDetails:
    """Change the order, add it up again, and take from stock or give back what differs.

    Once it is paid it may become cheaper, and the customer gets the difference, but not dearer.
    Refusals: NotFound, Stale, Invalid, IllegalTransition (shipped, cancelled), PaymentUnderWay,
    AbovePaid, and those of placing an order for new lines and addresses.
    """
    life = await locked_one(tx, order_id, if_match)
    refuse_change(life, body)
    refuse_wrong_rows(life, body)
    before = life.head
    after = Reckoned(replace(before, **fields_of(body)), list(life.lines))
    if body.is_repriced:
        after = await _repriced(tx, life, body, after.head)
    changed = changed_names(before, after.head) + (["lines"] if body.has_lines else [])
    if changed:
        await _write(tx, after.head, [*after.lines, *removed(life, body)], body)
        await record(tx, [_event(life, after, changed)])
    return await read_order(tx, order_id=order_id)


async def _repriced(tx: Tx, life: Life, body: OrderChanges, head: OrderHead) -> Reckoned:
    edit = await _edit(tx, life, body, head)
    there = Life(head, life.lines, life.removed)
    after = reckoned(there, drafts(edit), code_of(life, edit.terms), edit.place)
    if after.head.lines_minor > TOTAL_MAX:
        detail = f"An order costs at most {TOTAL_MAX}."
        raise Invalid(errors=[FieldError("/change_lines", "range", detail)])
    less = life.head.total_minor - after.head.total_minor
    if life.head.payment_state in PAID and less < 0:
        raise AbovePaid(
            f"It would cost {after.head.total_minor}, and {life.head.total_minor} was paid.",
            total_minor=after.head.total_minor,
            paid_minor=life.head.paid_minor,
        )
    due = min(less, life.head.paid_minor - life.head.refunded_minor)
    if due > 0:
        # Payments are locked before stock.
        await tell(tx, OrderReduced(life.head.order_id, due, "order changed"))
    portions = await restock(tx, life.head.order_id, *differences(edit), edit.terms.locations)
    return Reckoned(after.head, [stocked(line, edit, portions) for line in after.lines])


async def _edit(tx: Tx, life: Life, body: OrderChanges, head: OrderHead) -> Edit:
    sale = Sale(
        store_id=head.store_id,
        source=head.source,
        lines=body.add_lines,
        shipping_address=_address(head.shipping_address),
        billing_address=_address(head.billing_address),
        shipping_method=_method_code(head.shipping_method),
        discount_code=head.discount_code,
    )
    book = await read_book(tx, [sale])
    terms = book.terms[head.store_id]
    if sale.shipping_method not in terms.shipping:
        sale = replace(sale, shipping_method=None)  # The store has it no more; the order keeps it.
    delivery = NO_DELIVERY if body.shipping_address is UNSET else delivery_of(sale, terms)
    if isinstance(delivery, Refusal):
        raise delivery
    return Edit(life, body, terms, delivery, _priced(tx, sale, book, head.currency))


def _priced(tx: Tx, sale: Sale, book: Book, currency: str) -> list[PricedLine]:
    if not sale.lines:
        return []
    terms = replace(book.terms[sale.store_id], currency=currency)
    plain = replace(sale, discount_code=None)
    found = price(asked_by(tx.context, plain), replace(book, terms={sale.store_id: terms}))
    if isinstance(found, Refusal):
        raise found
    return found.lines


async def _write(tx: Tx, head: OrderHead, lines: list[OrderLine], body: OrderChanges) -> None:
    await write_change(
        tx,
        order_id=head.order_id,
        lines_minor=head.lines_minor,
        discount_minor=head.discount_minor,
        tax_minor=head.tax_minor,
        total_minor=head.total_minor,
        customer_name=head.customer_name,
        customer_email=head.customer_email,
        customer_phone=head.customer_phone,
        shipping_address=head.shipping_address,
        billing_address=head.billing_address,
        shipping_method=head.shipping_method,
        metadata=head.metadata,
        comment=head.comment,
    )
    if body.is_repriced:
        await write_lines(tx, order_id=head.order_id, lines=Raw(msgspec.json.encode(lines)))


def _method_code(kept_shipping: Raw | None) -> str | None:
    if kept_shipping is None:
        return None
    return msgspec.json.decode(kept_shipping, type=KeptShipping).code


def _address(kept_address: Raw | None) -> Address | None:
    return None if kept_address is None else msgspec.json.decode(kept_address, type=Address)


def _event(life: Life, after: Reckoned, changed: list[str]) -> OrderEdited:
    head = life.head
    return OrderEdited(
        head.order_id,
        head.store_id,
        head.number,
        changed,
        head.currency,
        head.total_minor,
        after.head.total_minor,
        [_amount(line) for line in life.lines],
        [_amount(line) for line in after.lines],
    )


def _amount(line: OrderLine) -> LineAmount:
    return LineAmount(line.line_no, line.variant_id, line.units, line.price_minor, line.total_minor)
