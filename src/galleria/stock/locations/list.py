"""Reads: an organization's locations."""

from uuid import UUID

from msgspec import Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.stock.locations.queries import Location, find_location, locations_after

BEFORE_ALL = UUID(int=0)


class LocationPosition(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    after: UUID


async def list_locations(tx: ReadTx, *, query: PageQuery) -> Page[Location]:
    """Return the organization's locations, oldest first."""
    position = query.after(LocationPosition)
    after = position.after if position else BEFORE_ALL
    rows = await locations_after(tx, after=after, rows_max=query.limit + 1)
    return page(rows, query.limit, _position)


async def read_location(tx: ReadTx, *, location_id: UUID) -> Location:
    """Return one location; NotFound."""
    location = await find_location(tx, location_id=location_id)
    if location is None:
        raise NotFound()
    return location


def _position(location: Location) -> LocationPosition:
    return LocationPosition(location.location_id)
