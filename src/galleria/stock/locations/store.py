"""From where a store sells: chosen locations, the first first; or all that are active."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.stock.events import StoreLocationsChanged
from galleria.stock.fields import LOCATIONS_MAX, STORE_LOCATIONS_MAX
from galleria.stock.locations.queries import (
    ChosenLocation,
    delete_store_locations,
    hold_locations,
    insert_store_locations,
    locations_of_store,
    lock_store,
    store_is_there,
)
from galleria.stock.notices import StoreStockChanged


class StoreLocations(Struct, frozen=True):
    """The locations that were chosen for a store, the first first; none: every active one."""

    locations: list[ChosenLocation]


class WantedLocations(Struct, frozen=True, forbid_unknown_fields=True):
    """Replaces the store's locations whole; an empty list: it sells from every active one."""

    location_ids: Annotated[list[UUID], Meta(max_length=STORE_LOCATIONS_MAX)]


async def read_store_locations(tx: ReadTx, *, store_id: UUID) -> StoreLocations:
    """Return what was chosen; NotFound (store)."""
    if not await store_is_there(tx, store_id=store_id):
        raise NotFound()
    return StoreLocations(await locations_of_store(tx, store_id=store_id))


async def set_store_locations(tx: Tx, *, store_id: UUID, body: WantedLocations) -> StoreLocations:
    """Choose from where the store sells; NotFound (store), or `Invalid` naming what is wrong.

    Again: no change, and no event.
    """
    if await lock_store(tx, store_id=store_id) is None:
        raise NotFound()
    known = {row.location_id for row in await hold_locations(tx, rows_max=LOCATIONS_MAX)}
    if errors := _errors(body.location_ids, known):
        raise Invalid(errors=errors)
    before = await locations_of_store(tx, store_id=store_id)
    if [row.location_id for row in before] == body.location_ids:
        return StoreLocations(before)
    await delete_store_locations(tx, store_id=store_id)
    await insert_store_locations(tx, store_id=store_id, location_ids=body.location_ids)
    await record(tx, [StoreLocationsChanged(store_id, body.location_ids)])
    await tell(tx, StoreStockChanged(store_id))
    return StoreLocations(await locations_of_store(tx, store_id=store_id))


def _errors(location_ids: list[UUID], known: set[UUID]) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, location_id in enumerate(location_ids):
        pointer = f"/location_ids/{index}"
        if location_id not in known:
            errors.append(FieldError(pointer, "not_found", "There is no such location."))
        elif location_id in location_ids[:index]:
            errors.append(FieldError(pointer, "repeated", "It stands above already."))
    return errors
