"""Say that parcels arrived: one, or all of an order that is shipped."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.orders.details import OrderDetails
from galleria.orders.fulfil_queries import (
    Parcel,
    call_back_fulfilment,
    deliver_fulfilments,
    fulfilments_of,
    lines_of_fulfilment,
)
from galleria.orders.life import Life, Move, expected, locked, locked_one, move, only
from galleria.orders.life_events import FulfilmentCancelled, OrderDelivered
from galleria.orders.read import read_order
from galleria.orders.transitions import illegal
from galleria.orders.units import TooManyUnits


class Delivery(Struct, frozen=True):
    """An order that arrived, if it still is in that version (None: in any)."""

    order_id: UUID
    version: int | None = None


async def deliver_order(tx: Tx, *, order_id: UUID, if_match: int | None = None) -> OrderDetails:
    """Say that all of an order arrived that was shipped. NotFound, Stale, IllegalTransition."""
    only(await deliver_orders(tx, [Delivery(order_id, if_match)]))
    return await read_order(tx, order_id=order_id)


async def deliver_orders(tx: Tx, wanted: list[Delivery]) -> list[Life | Refusal]:
    """Deliver those that are shipped; each order once in the list. 6 statements, any number."""
    found = await locked(tx, [it.order_id for it in wanted])
    decided = [_decided(found.get(it.order_id), it) for it in wanted]
    lives = [it for it in decided if isinstance(it, Life)]
    if lives:
        parcels = await fulfilments_of(tx, order_ids=[life.head.order_id for life in lives])
        on_their_way = [parcel for parcel in parcels if parcel.state == "shipped"]
        await deliver_fulfilments(tx, fulfilment_ids=[it.fulfilment_id for it in on_their_way])
        await move(tx, [Move(life.head.order_id, "delivered") for life in lives])
        await record(tx, [_event(life, on_their_way, is_complete=True) for life in lives])
    return decided


async def deliver_fulfilment(
    tx: Tx, *, order_id: UUID, fulfilment_id: UUID, if_match: int | None = None
) -> OrderDetails:
    """Say that a parcel arrived; the order is delivered with the last, once all is shipped.

    If-Match is the order's version. Refusals: NotFound, Stale, IllegalTransition.
    """
    life = await locked_one(tx, order_id, if_match)
    parcels = await fulfilments_of(tx, order_ids=[order_id])
    parcel = _on_its_way(parcels, fulfilment_id, "deliver")
    is_last = not any(it.state == "shipped" for it in parcels if it is not parcel)
    is_complete = is_last and life.head.state == "shipped"
    state = life.after("deliver" if is_complete else "deliver_part")
    await deliver_fulfilments(tx, fulfilment_ids=[fulfilment_id])
    await move(tx, [Move(order_id, state)])
    await record(tx, [_event(life, [parcel], is_complete=is_complete)])
    return await read_order(tx, order_id=order_id)


async def cancel_fulfilment(
    tx: Tx, *, order_id: UUID, fulfilment_id: UUID, if_match: int | None = None
) -> OrderDetails:
    """Say that a parcel did not leave after all: its units are to be shipped again.

    Refusals: NotFound, Stale, IllegalTransition, TooManyUnits (some of it came back).
    """
    life = await locked_one(tx, order_id, if_match)
    parcels = await fulfilments_of(tx, order_ids=[order_id])
    _on_its_way(parcels, fulfilment_id, "cancel")
    state = life.after("unship")
    out = {line.line_no: line.shipped_units - line.returned_units for line in life.lines}
    for part in await lines_of_fulfilment(tx, fulfilment_id=fulfilment_id):
        if part.units > out[part.line_no]:
            raise TooManyUnits(f"Some of line {part.line_no} came back already.")
    await call_back_fulfilment(tx, order_id=order_id, fulfilment_id=fulfilment_id)
    await move(tx, [Move(order_id, state)])
    head = life.head
    await record(tx, [FulfilmentCancelled(order_id, head.store_id, head.number, fulfilment_id)])
    return await read_order(tx, order_id=order_id)


def _decided(life: Life | None, wanted: Delivery) -> Life | Refusal:
    try:
        life = expected(life, wanted.version)
        life.after("deliver")
    except Refusal as refusal:
        return refusal
    return life


def _on_its_way(parcels: list[Parcel], fulfilment_id: UUID, event: str) -> Parcel:
    parcel = next((it for it in parcels if it.fulfilment_id == fulfilment_id), None)
    if parcel is None:
        raise NotFound()
    if parcel.state != "shipped":
        raise illegal("fulfilment", parcel.state, event, [])
    return parcel


def _event(life: Life, parcels: list[Parcel], *, is_complete: bool) -> OrderDelivered:
    head = life.head
    arrived = [it.fulfilment_id for it in parcels if it.order_id == head.order_id]
    return OrderDelivered(head.order_id, head.store_id, head.number, arrived, is_complete)
