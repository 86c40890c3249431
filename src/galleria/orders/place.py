"""Place orders: the one way in which anything is sold, whoever sells it."""

from galleria.base.ids import new_id
from galleria.base.lane import Asked
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.engine.events import Event, record
from galleria.engine.notices import tell
from galleria.orders.book import read_book
from galleria.orders.build import built
from galleria.orders.events import OrderPaid, OrderPlaced, PlacedLine
from galleria.orders.expire import expire_later
from galleria.orders.rows import Order
from galleria.orders.rules import Priced, price
from galleria.orders.sale import Sale
from galleria.orders.taken import Taken, held_portions, sold_portions, take, wants_of
from galleria.orders.tender import change_of
from galleria.orders.tendered import OrdersTendered, TenderedOrder
from galleria.orders.write import write
from galleria.stock import lock_shelf, write_shelf


async def place(tx: Tx, sales: list[Asked[Sale]]) -> list[Order | Refusal]:
    """Place each sale or say why not, in order of arrival; all of an order or nothing of it.

    Prices, terms and visibility are those of this moment; the rows of stock are locked, so what is
    free is exact. 6 statements, any number of sales, one more where any names a customer, and one
    where any names goods by SKU or barcode; fewer when none can be placed.

    Refusals: SoldOut, PriceChanged, NotForSale, StoreClosed, AddressIncomplete, NoShipping,
    DiscountRefused, WrongModifiers, TenderTooSmall, Forbidden (an override), NotFound (the store),
    Invalid.
    """
    if not sales:
        return []
    book = await read_book(tx, [asked.command for asked in sales])
    prices = [price(asked, book) for asked in sales]
    outcomes = await _taken(tx, prices)
    taken = [it for it in outcomes if isinstance(it, Taken)]
    if not taken:
        return [it for it in outcomes if isinstance(it, Refusal)]
    orders = [built(it) for it in taken]
    await write(tx, orders, [it.priced.terms for it in taken], taken[0].priced.terms.at)
    await _expire(tx, taken)
    await _tell(tx, orders, [it.priced.asked for it in taken])
    placed = iter(orders)
    return [it if isinstance(it, Refusal) else next(placed) for it in outcomes]


async def _taken(tx: Tx, prices: list[Priced | Refusal]) -> list[Taken | Refusal]:
    """Take what is priced from the shelf, and write what was sold and what is held."""
    wanted = {
        want.variant_id
        for it in prices
        if isinstance(it, Priced)
        for line in it.lines
        for want in wants_of(line)
    }
    if not wanted:
        return [it for it in prices if isinstance(it, Refusal)]
    shelf = await lock_shelf(tx, list(wanted))
    outcomes = [
        it if isinstance(it, Refusal) else take(shelf, it.asked.command.order_id or new_id(), it)
        for it in prices
    ]
    taken = [it for it in outcomes if isinstance(it, Taken)]
    await write_shelf(
        tx,
        shelf,
        sold=[row for it in taken if it.priced.expires_at is None for row in sold_portions(it)],
        held=[row for it in taken if it.priced.expires_at for row in held_portions(it)],
    )
    return outcomes


async def _expire(tx: Tx, taken: list[Taken]) -> None:
    """Have orders end in time that wait for their payment and hold nothing that would end them."""
    expiring = {it.order_id: it.priced.expires_at for it in taken if not any(it.portions)}
    await expire_later(tx, {order_id: at for order_id, at in expiring.items() if at is not None})


async def _tell(tx: Tx, orders: list[Order], asked: list[Asked[Sale]]) -> None:
    """Record that they were placed, and paid; payments writes what they were paid with."""
    events: list[Event] = []
    askers: list[Asked[Sale]] = []
    tendered: list[TenderedOrder] = []
    for order, by in zip(orders, asked, strict=True):
        events.append(_placed(order))
        askers.append(by)
        if order.paid_at is not None:
            events.append(_paid(order))
            askers.append(by)
        if by.command.tender is not None:
            tendered.append(_tendered(order, by))
    await record(
        tx,
        events,
        actors=[by.actor for by in askers],
        request_ids=[by.request_id for by in askers],
    )
    if tendered:
        await tell(tx, OrdersTendered(tendered))


def _placed(order: Order) -> OrderPlaced:
    return OrderPlaced(
        order.order_id,
        order.store_id,
        order.number,
        order.source,
        order.state,
        order.total_minor,
        order.currency,
        order.customer_id,
        [
            PlacedLine(it.line_no, it.product_id, it.variant_id, it.units, it.price_minor)
            for it in order.lines
        ],
    )


def _paid(order: Order) -> OrderPaid:
    return OrderPaid(
        order.order_id,
        order.store_id,
        order.number,
        order.state,
        order.paid_minor,
        order.currency,
        order.customer_id,
    )


def _tendered(order: Order, by: Asked[Sale]) -> TenderedOrder:
    tender, paid_at = by.command.tender, order.paid_at
    assert tender is not None
    assert paid_at is not None
    return TenderedOrder(
        order.order_id,
        order.store_id,
        tender,
        order.total_minor,
        change_of(by.command, order.total_minor) or 0,
        order.currency,
        order.till_id,
        order.shift_id,
        paid_at,
        by.actor,
        by.request_id,
    )
