"""Receive, adjust, transfer, and write off what is damaged: many rows in one call."""

from collections.abc import Iterator
from uuid import UUID

from msgspec import Struct

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.stock.locations.create import locations_there
from galleria.stock.lock_shelf import lock_shelf, write_shelf
from galleria.stock.movements import Movement, MovementKind
from galleria.stock.shelf import UNITS_MAX, Count, Shelf
from galleria.stock.writes.look_up import look_up_variants
from galleria.stock.writes.outcomes import parted, refused
from galleria.stock.writes.rows import Places, WantedMovement, place_of, places
from galleria.stock.writes.tell import tell_movements


class Step(Struct, frozen=True):
    """One change of one counter."""

    variant_id: UUID
    location_id: UUID
    kind: MovementKind
    units: int


async def move_stock(tx: Tx, *, body: Bulk[WantedMovement], query: BulkMode) -> BulkOutcome:
    """Move up to 1,000 rows of stock, in the order of the call, each with its line in the ledger.

    BulkRefused names every row that cannot be done: more taken than is free, a counter too
    large, an unknown variant or location. 5 statements, any number of rows; 1 more where a variant
    is new at a location, 1 or 2 where something sells out or is back.
    """
    rows, outcomes = parted(body.rows)
    there = places(await locations_there(tx))
    meant = await look_up_variants(tx, rows)
    shelf = await lock_shelf(tx, list(meant.variants.values()))
    done: list[tuple[WantedMovement, Step]] = []
    for index, row in rows.items():
        steps = meant.errors.get(index) or _steps(row, meant.variants[index], there)
        errors = _apply(shelf, steps)
        if errors:
            outcomes.append(refused(index, errors, meant.variants.get(index)))
            continue
        done.extend((row, step) for step in steps if isinstance(step, Step))
        outcomes.append(RowOutcome(index, "updated", meant.variants[index]))
    outcomes.sort(key=lambda outcome: outcome.index)
    settled = settle(outcomes, partial=query.partial)
    moved = [_movement(tx, row, step) for row, step in done]
    await write_shelf(tx, shelf, moved=moved)
    await tell_movements(tx, moved)
    return settled


def _steps(row: WantedMovement, variant_id: UUID, there: Places) -> list[Step] | list[FieldError]:
    errors = list(_wrong_units(row))
    place = place_of(there, row.location_id, row.location, "/location_id")
    target = None
    if row.kind == "transfer":
        target = place_of(there, row.to_location_id, row.to_location, "/to_location_id")
    elif row.to_location_id is not None or row.to_location is not None:
        errors.append(FieldError("/to_location_id", "no_transfer", "For transfers only."))
    errors.extend(it for it in (place, target) if isinstance(it, FieldError))
    if place == target and not errors:
        errors.append(FieldError("/to_location_id", "same", "That is where it is already."))
    if errors or isinstance(place, FieldError) or isinstance(target, FieldError):
        return errors
    if target is not None:
        return [
            Step(variant_id, place, "transfer", -row.units),
            Step(variant_id, target, "transfer", row.units),
        ]
    sign = -1 if row.kind == "damage" else 1
    return [Step(variant_id, place, row.kind, sign * row.units)]


def _wrong_units(row: WantedMovement) -> Iterator[FieldError]:
    if row.kind == "adjust" and row.units == 0:
        yield FieldError("/units", "zero", "That would change nothing.")
    elif row.kind != "adjust" and row.units < 1:
        yield FieldError("/units", "minimum", "At least 1.")


def _apply(shelf: Shelf, steps: list[Step] | list[FieldError]) -> list[FieldError]:
    """Do all steps of a row on the shelf, or none and say why."""
    errors = [step for step in steps if isinstance(step, FieldError)]
    sound = [step for step in steps if isinstance(step, Step)]
    for step in sound:
        errors.extend(_impossible(shelf, step))
    if errors:
        return errors
    for step in sound:
        count = shelf.items[step.variant_id].at(step.location_id)
        if step.units > 0:
            count.add(step.units)
        else:
            count.remove(-step.units)
    return []


def _impossible(shelf: Shelf, step: Step) -> Iterator[FieldError]:
    count = shelf.items[step.variant_id].counts.get(step.location_id) or Count(
        step.variant_id, step.location_id
    )
    if count.free + step.units > UNITS_MAX:
        yield FieldError("/units", "too_many", f"A location holds at most {UNITS_MAX} units.")
    elif count.free + step.units < 0 and step.units < 0:
        yield FieldError("/units", "too_few", f"Only {count.free} are free.")


def _movement(tx: Tx, row: WantedMovement, step: Step) -> Movement:
    return Movement(
        step.variant_id,
        step.location_id,
        step.kind,
        step.units,
        row.reason,
        None,
        None,
        tx.context.actor,
        tx.context.request_id,
    )
