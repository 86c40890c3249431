"""What was counted is what is there: the difference is a line of the ledger."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.stock.locations.create import locations_there
from galleria.stock.lock_shelf import lock_shelf, write_shelf
from galleria.stock.movements import Movement
from galleria.stock.shelf import Count, Shelf
from galleria.stock.writes.look_up import look_up_variants
from galleria.stock.writes.outcomes import parted, refused
from galleria.stock.writes.rows import WantedCount, place_of, places
from galleria.stock.writes.tell import tell_movements


async def count_stock(tx: Tx, *, body: Bulk[WantedCount], query: BulkMode) -> BulkOutcome:
    """Set up to 1,000 variants to what was counted; the difference is taken under the lock.

    Sales made between the counting and this call are not known to it: count when it is quiet, or
    send the difference as `adjust`. A count of what is there already changes nothing, and makes a
    line of zero, which says that it was counted. BulkRefused names every row that cannot be done.
    5 statements, any number of rows; 1 more where a variant is new at a location.
    """
    rows, outcomes = parted(body.rows)
    there = places(await locations_there(tx))
    meant = await look_up_variants(tx, rows)
    shelf = await lock_shelf(tx, list(meant.variants.values()))
    seen: set[tuple[UUID, UUID]] = set()
    moved: list[Movement] = []
    for index, row in rows.items():
        variant_id = meant.variants.get(index)
        place = place_of(there, row.location_id, row.location, "/location_id")
        errors = list(meant.errors.get(index, []))
        if isinstance(place, FieldError):
            errors.append(place)
        elif variant_id is not None and (variant_id, place) in seen:
            errors.append(FieldError("", "repeated", "Another row of this call counts it, too."))
        if errors or variant_id is None or isinstance(place, FieldError):
            outcomes.append(refused(index, errors, variant_id))
            continue
        seen.add((variant_id, place))
        units = _put_right(_count(shelf, variant_id, place), row.counted_units)
        moved.append(_movement(tx, row, variant_id, place, units))
        outcomes.append(RowOutcome(index, "updated" if units else "unchanged", variant_id))
    outcomes.sort(key=lambda outcome: outcome.index)
    settled = settle(outcomes, partial=query.partial)
    await write_shelf(tx, shelf, moved=moved)
    await tell_movements(tx, moved)
    return settled


def _count(shelf: Shelf, variant_id: UUID, location_id: UUID) -> Count:
    return shelf.items[variant_id].at(location_id)


def _put_right(count: Count, counted_units: int) -> int:
    """Return by how many units it was wrong. What is owed is not there, so it is not counted."""
    count.is_touched = True
    units = counted_units - max(0, count.accounted)
    if units > 0:
        count.add(units)
    elif units < 0:
        count.remove(-units)
    return units


def _movement(
    tx: Tx, row: WantedCount, variant_id: UUID, location_id: UUID, units: int
) -> Movement:
    return Movement(
        variant_id,
        location_id,
        "count",
        units,
        row.reason,
        None,
        None,
        tx.context.actor,
        tx.context.request_id,
    )
