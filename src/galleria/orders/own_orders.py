"""What customers see of their orders: their own, by who is signed in, never by an address."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound, Unauthorized
from galleria.base.tx import ReadTx
from galleria.orders.bought import BoughtOrder, bought
from galleria.orders.details import FulfilledLine, FulfilmentState
from galleria.orders.life_queries import LineRow, lines_of_orders
from galleria.orders.own_orders_queries import ParcelRow, own_order, own_orders, own_parcels
from galleria.orders.rows import OrderHead

AFTER_ALL = UUID(int=2**128 - 1)
_LINES = msgspec.json.Decoder(list[FulfilledLine])


class OwnPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page of one's orders ended."""

    before: UUID


class OwnParcel(Struct, frozen=True):
    """A parcel on its way to the customer, or there."""

    fulfilment_id: UUID
    state: FulfilmentState
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: list[FulfilledLine]


class OwnOrder(Struct, frozen=True):
    """One's order, and where its parcels are."""

    order: BoughtOrder
    parcels: list[OwnParcel]


async def list_own_orders(tx: ReadTx, *, query: PageQuery) -> Page[BoughtOrder]:
    """Return the customer's orders in all shops of the organization, the newest first.

    Unauthorized unless a customer is signed in. 2 statements.
    """
    customer_id = _signed_in(tx)
    position = query.after(OwnPosition) or OwnPosition(AFTER_ALL)
    heads = await own_orders(
        tx, customer_id=customer_id, before=position.before, rows_max=query.limit + 1
    )
    shown = page(heads, query.limit, _position)
    lines: dict[UUID, list[LineRow]] = {head.order_id: [] for head in shown.items}
    for line in await lines_of_orders(tx, order_ids=list(lines)) if lines else []:
        lines[line.order_id].append(line)
    orders = [bought(head, list(lines[head.order_id])) for head in shown.items]
    return Page(orders, shown.next_cursor)


async def read_own_order(tx: ReadTx, *, order_id: UUID) -> OwnOrder:
    """Return one of the customer's orders; NotFound for another's. Unauthorized. 3 statements."""
    customer_id = _signed_in(tx)
    head = await own_order(tx, customer_id=customer_id, order_id=order_id)
    if head is None:
        raise NotFound()
    lines = await lines_of_orders(tx, order_ids=[order_id])
    parcels = await own_parcels(tx, customer_id=customer_id, order_id=order_id)
    return OwnOrder(bought(head, list(lines)), [_parcel(row) for row in parcels])


def _signed_in(tx: ReadTx) -> UUID:
    if tx.context.customer_id is None:
        raise Unauthorized("Sign in as a customer first.")
    return tx.context.customer_id


def _position(head: OrderHead) -> OwnPosition:
    return OwnPosition(head.order_id)


def _parcel(row: ParcelRow) -> OwnParcel:
    return OwnParcel(
        row.fulfilment_id,
        row.state,
        row.carrier,
        row.tracking_number,
        row.tracking_url,
        row.shipped_at,
        row.delivered_at,
        _LINES.decode(row.lines),
    )
