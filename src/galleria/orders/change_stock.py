"""What an edit takes from stock and gives back to it, within the edit's transaction."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.orders.change_rules import backs, cut
from galleria.orders.life import portions_of
from galleria.orders.refusals import SoldOut
from galleria.orders.rows import OrderLine
from galleria.stock import (
    GivenBack,
    Missing,
    Portion,
    SoldPortions,
    Want,
    give_back,
    lock_shelf,
    write_shelf,
)


class Shrinking(Struct, frozen=True):
    """A line that loses units; all of them when it is taken out."""

    line: OrderLine
    less: int


class Growing(Struct, frozen=True):
    """A line that needs more, and where in the body it was asked for."""

    line_no: int
    wants: list[Want]
    pointer: str


async def restock(
    tx: Tx,
    order_id: UUID,
    shrinking: list[Shrinking],
    growing: list[Growing],
    locations: list[UUID],
) -> dict[int, list[Portion]]:
    """Give back and take; return by line what shrunk lines keep, and what grown ones got more.

    Every counter is locked before any changes, so two edits never wait for each other. SoldOut
    names what there is too little of. At most 5 statements, none when nothing shrinks or grows.
    """
    variant_ids = [it.variant_id for one in shrinking for it in portions_of(one.line)]
    variant_ids += [want.variant_id for one in growing for want in one.wants]
    if variant_ids:
        await lock_shelf(tx, variant_ids)
    portions: dict[int, list[Portion]] = {}
    rows: list[GivenBack] = []
    for one in shrinking:
        there = portions_of(one.line)
        shares = backs(there, one.line.units, one.less)
        portions[one.line.line_no] = cut(there, shares)
        rows += [
            _given_back(tx, order_id, one.line.line_no, there[at], units)
            for at, units in shares.items()
            if units
        ]
    await give_back(tx, rows)
    if growing:
        portions |= await _taken(tx, order_id, growing, locations)
    return portions


async def _taken(
    tx: Tx, order_id: UUID, growing: list[Growing], locations: list[UUID]
) -> dict[int, list[Portion]]:
    shelf = await lock_shelf(tx, [want.variant_id for one in growing for want in one.wants])
    found = shelf.take([want for one in growing for want in one.wants], locations)
    if isinstance(found, Missing):
        raise _sold_out(growing, found)
    portions: dict[int, list[Portion]] = {}
    at = 0
    for one in growing:
        own = found[at : at + len(one.wants)]
        at += len(one.wants)
        portions[one.line_no] = [portion for want in own for portion in want]
    await write_shelf(
        tx,
        shelf,
        sold=[
            SoldPortions(order_id, line_no, own, tx.context.actor, tx.context.request_id)
            for line_no, own in portions.items()
            if own
        ],
    )
    return portions


def _sold_out(growing: list[Growing], missing: Missing) -> SoldOut:
    left = {short.variant_id: short for short in missing.shorts}
    errors = [
        FieldError(one.pointer, "sold_out", f"{short.wanted} more wanted, {short.available} left.")
        for one in growing
        for want in one.wants
        if (short := left.get(want.variant_id))
    ]
    return SoldOut(errors=errors, short=missing.shorts)


def _given_back(tx: Tx, order_id: UUID, line_no: int, portion: Portion, units: int) -> GivenBack:
    return GivenBack(
        order_id=order_id,
        line_no=line_no,
        variant_id=portion.variant_id,
        location_id=portion.location_id,
        units=units,
        kind="sell",
        reason="order changed",
        actor=tx.context.actor,
        request_id=tx.context.request_id,
    )
