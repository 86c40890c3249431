"""Open a location; the first one by itself, when the first stock comes."""

from msgspec import Struct, field

from galleria.base.free_json import NO_OBJECT, JsonObject, no_object, object_errors
from galleria.base.ids import new_id
from galleria.base.refusals import Conflict, FieldError, Invalid
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.stock.events import LocationCreated
from galleria.stock.fields import LOCATIONS_MAX, LocationCode, LocationName, Position
from galleria.stock.locations.queries import Location, hold_locations, insert_location

DEFAULT_CODE, DEFAULT_NAME = "main", "Main"


class NewLocation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`position` is its place among those that a store sells from."""

    code: LocationCode
    name: LocationName
    address: JsonObject = field(default_factory=no_object)
    position: Position = 0


class TooManyLocations(Conflict):
    """An organization has at most 1,000."""

    code = "too_many_locations"
    title = "There are as many locations as there can be"


async def create_location(tx: Tx, *, body: NewLocation) -> Location:
    """Open the location; `Invalid` names what is wrong, a code in use too. TooManyLocations."""
    if errors := object_errors(body.address, "/address"):
        raise Invalid(errors=errors)
    if len(await hold_locations(tx, rows_max=LOCATIONS_MAX)) >= LOCATIONS_MAX:
        raise TooManyLocations()
    location = await insert_location(
        tx,
        location_id=new_id(),
        code=body.code,
        name=body.name,
        address=body.address,
        position=body.position,
        now=tx.context.now,
    )
    if location is None:
        raise code_taken(body.code)
    await record(tx, [LocationCreated(location.location_id, location.code, location.name)])
    return location


async def locations_there(tx: Tx) -> list[Location]:
    """Return the organization's locations, kept as they are until this transaction ends.

    The first is opened where there is none, so that a shop with one place need not know of them.
    """
    there = await hold_locations(tx, rows_max=LOCATIONS_MAX)
    if there:
        return there
    location = await insert_location(
        tx,
        location_id=new_id(),
        code=DEFAULT_CODE,
        name=DEFAULT_NAME,
        address=NO_OBJECT,
        position=0,
        now=tx.context.now,
    )
    if location is None:  # Another opened it meanwhile.
        return await hold_locations(tx, rows_max=LOCATIONS_MAX)
    await record(tx, [LocationCreated(location.location_id, location.code, location.name)])
    return [location]


def code_taken(code: str) -> Invalid:
    """Return the refusal of a code that another location has."""
    return Invalid(errors=[FieldError("/code", "taken", f"The code {code!r} is in use.")])
