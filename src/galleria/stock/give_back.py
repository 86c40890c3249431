"""Units come back: of an order that was cancelled or changed, or from a customer."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor
from galleria.base.tx import Tx
from galleria.stock.lock_shelf import lock_shelf, write_shelf
from galleria.stock.movements import Movement, MovementKind


class GivenBack(Struct, frozen=True):
    """So many units of a line of an order are back at a location; it is the caller's to know it.

    Of kind "sell" the sale is undone (it never left); of kind "return" it came back. What is
    written off is damaged, and never free again.
    """

    order_id: UUID
    line_no: int
    variant_id: UUID
    location_id: UUID
    units: int
    kind: Literal["sell", "return"]
    reason: str
    actor: Actor
    request_id: str
    is_written_off: bool = False


async def give_back(tx: Tx, rows: list[GivenBack]) -> None:
    """Put units back: what is owed is paid first, the rest is free. 2 statements, any number.

    The orders are locked by the caller.
    """
    if not rows:
        return
    shelf = await lock_shelf(tx, [row.variant_id for row in rows])
    moved: list[Movement] = []
    for row in rows:
        item = shelf.items[row.variant_id]
        if not item.counts:
            continue  # Never counted, so it was not taken from anywhere.
        count = item.at(row.location_id)
        moved.append(_movement(row, row.kind, row.units))
        if row.is_written_off:
            moved.append(_movement(row, "damage", -row.units))
            count.is_touched = count.is_new or count.is_touched
        else:
            count.add(row.units)
    await write_shelf(tx, shelf, moved=moved)


def _movement(row: GivenBack, kind: MovementKind, units: int) -> Movement:
    return Movement(
        row.variant_id,
        row.location_id,
        kind,
        units,
        row.reason,
        row.order_id,
        row.line_no,
        row.actor,
        row.request_id,
    )
