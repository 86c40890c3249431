"""Lock counters, and write what became of them: 2 statements a batch, whatever its size."""

from typing import Any
from uuid import UUID

from galleria.base.ids import new_id
from galleria.base.tx import ReadTx, Tx
from galleria.stock.expiry import free_when_expired
from galleria.stock.movements import HeldPortions, Movement, SoldPortions
from galleria.stock.shelf import Count, Item, Shelf
from galleria.stock.shelf_queries import (
    LockedCount,
    insert_counts,
    lock_counts,
    read_counts,
    write_counts,
    write_sold,
)
from galleria.stock.turns import tell_turns


async def lock_shelf(tx: Tx, variant_ids: list[UUID]) -> Shelf:
    """Return the counters of these variants, this transaction's alone until it ends: 1 statement.

    Rows are locked in the order of (variant, location): who shares some waits, and nobody
    deadlocks. Lock orders before, never after.
    """
    return _shelf(await lock_counts(tx, variant_ids=list(set(variant_ids))))


async def read_shelf(tx: ReadTx, variant_ids: list[UUID]) -> Shelf:
    """Return the counters as they are now, for a quote: nobody waits, nothing is promised."""
    return _shelf(await read_counts(tx, variant_ids=list(set(variant_ids))))


def _shelf(rows: list[LockedCount]) -> Shelf:
    items: dict[UUID, Item] = {}
    for row in rows:
        item = items.get(row.variant_id)
        if item is None:
            item = Item(row.variant_id, row.is_counted, row.owed_max, row.low_at, {}, row.turns_at)
            items[row.variant_id] = item
        if row.location_id is not None:
            item.counts[row.location_id] = _count(row, row.location_id)
    for item in items.values():
        item.owed_before = item.owed
    return Shelf(items.values())


def _count(row: LockedCount, location_id: UUID) -> Count:
    return Count(
        row.variant_id,
        location_id,
        row.free,
        row.held,
        row.backordered,
        row.shortfall,
        row.is_low,
        free_before=row.free,
        shortfall_before=row.shortfall,
        was_low=row.is_low,
    )


async def write_shelf(  # noqa: PLR0913  # house: one keyword for each thing that is written
    tx: Tx,
    shelf: Shelf,
    *,
    sold: list[SoldPortions] | None = None,
    held: list[HeldPortions] | None = None,
    moved: list[Movement] | None = None,
    ended: list[UUID] | None = None,
) -> None:
    """Write the counters that changed, with the ledger and the holds: 1 statement.

    Holds that `ended` are deleted. One more where a variant is new at a location, and where
    something is held; 1 or 2 where it is sold out, back or low; none when nothing changed.
    """
    movements = [*(line for sale in sold or () for line in sale.movements()), *(moved or ())]
    touched = list(shelf.touched())
    if not touched and not movements:
        return
    for count in touched:
        low_at = shelf.items[count.variant_id].low_at
        count.is_low = low_at is not None and count.free <= low_at
    if new := [count for count in touched if count.is_new]:
        await insert_counts(tx, **_counters(new))
    there = [count for count in touched if not count.is_new]
    if held or ended:
        holds = _holds(held or [])
        counters, ledger = _counters(there), _ledger(movements)
        await write_counts(tx, **counters, **ledger, **holds, ended_hold_ids=ended or [])
        await free_when_expired(tx, held or [])
    else:
        await write_sold(tx, **_counters(there), **_ledger(movements))
    await tell_turns(tx, shelf)


def _counters(counts: list[Count]) -> dict[str, list[Any]]:
    return {
        "variant_ids": [count.variant_id for count in counts],
        "location_ids": [count.location_id for count in counts],
        "free": [count.free for count in counts],
        "held": [count.held for count in counts],
        "backordered": [count.backordered for count in counts],
        "shortfall": [count.shortfall for count in counts],
        "is_low": [count.is_low for count in counts],
    }


def _ledger(lines: list[Movement]) -> dict[str, list[Any]]:
    return {
        "movement_ids": [new_id() for _ in lines],
        "moved_variant_ids": [line.variant_id for line in lines],
        "moved_location_ids": [line.location_id for line in lines],
        "kinds": [line.kind for line in lines],
        "units": [line.units for line in lines],
        "reasons": [line.reason for line in lines],
        "order_ids": [line.order_id for line in lines],
        "line_nos": [line.line_no for line in lines],
        "actor_kinds": [line.actor.kind for line in lines],
        "actor_ids": [line.actor.actor_id for line in lines],
        "request_ids": [line.request_id for line in lines],
    }


def _holds(held: list[HeldPortions]) -> dict[str, list[Any]]:
    rows = [(row, portion) for row in held for portion in row.portions]
    return {
        "hold_ids": [portion.hold_id for _, portion in rows],
        "held_variant_ids": [portion.variant_id for _, portion in rows],
        "held_location_ids": [portion.location_id for _, portion in rows],
        "held_units": [portion.units for _, portion in rows],
        "held_order_ids": [row.order_id for row, _ in rows],
        "held_line_nos": [row.line_no for row, _ in rows],
        "held_cart_ids": [row.cart_id for row, _ in rows],
        "expires_at": [row.expires_at for row, _ in rows],
    }
