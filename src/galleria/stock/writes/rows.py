"""What a row of a call may say, and where it is; pure."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import FieldError
from galleria.stock.fields import CountedUnits, LocationCode, Reason, SignedUnits, VariantNamed
from galleria.stock.locations.queries import Location

RowKind = Literal["receive", "adjust", "damage", "transfer"]


class WantedMovement(VariantNamed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units of a variant that come, go or are put right.

    `receive`, `damage` and `transfer` move so many units, at least one; `adjust` adds or takes
    (negative). Name the location by its id or its code, or not at all where there is
    one active location only. A transfer goes to `to_location_id` or `to_location`.
    """

    kind: RowKind
    units: SignedUnits
    location_id: UUID | None = None
    location: LocationCode | None = None
    to_location_id: UUID | None = None
    to_location: LocationCode | None = None
    reason: Reason = ""


class WantedCount(VariantNamed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many units were counted, those that are held among them, those that are sold not.

    What is missing of held ones is short. Name the location as for a movement.
    """

    counted_units: CountedUnits
    location_id: UUID | None = None
    location: LocationCode | None = None
    reason: Reason = ""


class Places(Struct, frozen=True):
    """The organization's locations, by id and by code; `default` where there is but one."""

    by_id: dict[UUID, Location]
    by_code: dict[str, Location]
    default: Location | None


def places(locations: list[Location]) -> Places:
    """Order the locations for rows to be looked up in; those that are closed count as none."""
    active = [location for location in locations if location.is_active]
    return Places(
        {location.location_id: location for location in active},
        {location.code: location for location in active},
        active[0] if len(active) == 1 else None,
    )


def place_of(
    there: Places, location_id: UUID | None, code: str | None, pointer: str
) -> UUID | FieldError:
    """Return which location is meant, or what is wrong at `pointer` (its id's field)."""
    if location_id is not None and code is not None:
        return FieldError(pointer, "one_name", "Name the location by its id or its code.")
    if location_id is None and code is None:
        if there.default is not None:
            return there.default.location_id
        return FieldError(pointer, "missing", "There are several locations: name one.")
    found = there.by_id.get(location_id) if location_id else there.by_code.get(code or "")
    if found is None:
        detail = "There is no such location, or it is closed."
        return FieldError(pointer if location_id else pointer[:-3], "not_found", detail)
    return found.location_id
