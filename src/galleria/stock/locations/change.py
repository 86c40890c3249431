"""Change a location's fields, those given only."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from galleria.base.free_json import JsonObject, object_errors
from galleria.base.refusals import Conflict, Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.stock.events import LocationUpdated
from galleria.stock.fields import LocationCode, LocationName, Position
from galleria.stock.locations.create import code_taken
from galleria.stock.locations.queries import (
    Location,
    code_is_taken,
    location_in_use,
    lock_location,
    update_location,
)
from galleria.stock.notices import StoreStockChanged


class LocationChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. One that is not active is not sold from."""

    code: LocationCode | UnsetType = UNSET
    name: LocationName | UnsetType = UNSET
    address: JsonObject | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class LocationInUse(Conflict):
    """Transfer or write off what is there, and let its holds end."""

    code = "location_in_use"
    title = "There is stock at this location, or something is held or owed there"


async def change_location(
    tx: Tx, *, location_id: UUID, body: LocationChanges, if_match: int
) -> Location:
    """Change the location; NotFound, Stale, LocationInUse, or `Invalid` (a code in use)."""
    before = await lock_location(tx, location_id=location_id)
    if before is None:
        raise NotFound()
    if before.version != if_match:
        raise Stale(version=before.version)
    given = {
        name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET
    }
    after = msgspec.structs.replace(before, **given)
    await _refuse_unsound(tx, before, after)
    changed = [name for name in given if getattr(before, name) != getattr(after, name)]
    if not changed:
        return before
    location = await update_location(
        tx,
        location_id=location_id,
        code=after.code,
        name=after.name,
        address=after.address,
        position=after.position,
        is_active=after.is_active,
        now=tx.context.now,
    )
    await record(tx, [LocationUpdated(location_id, changed, location.version)])
    if "is_active" in changed:
        await tell(tx, StoreStockChanged(None))
    return location


async def _refuse_unsound(tx: Tx, before: Location, after: Location) -> None:
    if errors := object_errors(after.address, "/address"):
        raise Invalid(errors=errors)
    if after.code != before.code and await code_is_taken(
        tx, location_id=before.location_id, code=after.code
    ):
        raise code_taken(after.code)
    is_closing = before.is_active and not after.is_active
    if is_closing and await location_in_use(tx, location_id=before.location_id):
        raise LocationInUse()
