"""What was held is sold: the order is paid."""

from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor
from galleria.base.tx import Tx
from galleria.stock.hold_queries import Hold, holds_of
from galleria.stock.lock_shelf import lock_shelf, write_shelf
from galleria.stock.movements import Movement
from galleria.stock.shelf import Portion, Shelf


class Settling(Struct, frozen=True):
    """An order whose holds become sales: all portions of its lines that have a hold."""

    order_id: UUID
    portions: list[Portion]
    actor: Actor
    request_id: str


async def settle_holds(tx: Tx, orders: list[Settling]) -> list[UUID]:
    """Sell what these orders hold; return those whose holds are gone, of which nothing is sold.

    A hold that has expired and is still there is good. The orders are locked by the caller.
    3 statements, any number of orders; none when none holds anything.
    """
    wanted = [portion for order in orders for portion in order.portions if portion.hold_id]
    if not wanted:
        return []
    shelf = await lock_shelf(tx, [portion.variant_id for portion in wanted])
    hold_ids = [portion.hold_id for portion in wanted if portion.hold_id]
    found = await holds_of(tx, order_ids=[], cart_ids=[], hold_ids=hold_ids)
    there = {hold.hold_id: hold for hold in found}
    gone: list[UUID] = []
    sold: list[Movement] = []
    ended: list[UUID] = []
    for order in orders:
        wants = {portion.hold_id for portion in order.portions if portion.hold_id}
        if not wants <= there.keys():
            gone.append(order.order_id)
            continue
        for hold_id in wants:
            sold.append(_sold(shelf, there[hold_id], order))
            ended.append(hold_id)
    await write_shelf(tx, shelf, moved=sold, ended=ended)
    return gone


def _sold(shelf: Shelf, hold: Hold, order: Settling) -> Movement:
    count = shelf.items[hold.variant_id].at(hold.location_id)
    count.is_touched = True
    count.held -= hold.units
    return Movement(
        hold.variant_id,
        hold.location_id,
        "sell",
        -hold.units,
        "",
        order.order_id,
        hold.line_no,
        order.actor,
        order.request_id,
    )
