"""The shelf: counters of a batch in memory, under their locks, and what is taken from them; pure.

Orders take in turn, each all or nothing; nothing is written before all have taken.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id

UNITS_MAX = 2_000_000_000  # What a counter holds.


class Want(Struct, frozen=True):
    """So many units of a variant; a bundle's parts are wants of their own."""

    variant_id: UUID
    units: int


class Portion(Struct, frozen=True):
    """What of a want came from one location.

    Of its units, `backordered` were promised by policy and `shortfall` were not there at all.
    """

    variant_id: UUID
    location_id: UUID
    units: int
    backordered: int = 0
    shortfall: int = 0
    hold_id: UUID | None = None


class Short(Struct, frozen=True):
    """A variant of which less can be had (`available`) than all wants of the order together."""

    variant_id: UUID
    wanted: int
    available: int


class Missing(Struct, frozen=True):
    """The answer of a shelf that gave nothing: what there is too little of."""

    shorts: list[Short]


class Count(Struct):
    """A variant's counters at a location; what changes here is written by `write_shelf`."""

    variant_id: UUID
    location_id: UUID
    free: int = 0
    held: int = 0
    backordered: int = 0
    shortfall: int = 0
    is_low: bool = False
    free_before: int = 0
    shortfall_before: int = 0
    was_low: bool = False
    is_new: bool = False
    is_touched: bool = False

    @property
    def accounted(self) -> int:
        """The sum of the ledger: free + held - backordered - shortfall."""
        return self.free + self.held - self.backordered - self.shortfall

    def add(self, units: int) -> None:
        """Put units in: what is owed is paid first, the rest is free."""
        self.is_touched = True
        paid = min(units, self.shortfall)
        self.shortfall -= paid
        units -= paid
        paid = min(units, self.backordered)
        self.backordered -= paid
        self.free += units - paid

    def remove(self, units: int) -> None:
        """Take units out that are not sold; what was not there is short."""
        self.is_touched = True
        there = min(units, self.free)
        self.free -= there
        self.shortfall += units - there


class Item(Struct):
    """A variant. At most `owed_max` units may be owed, over all its locations.

    Below `turns_at` free units each counts for whether something can be bought: 1, or what a
    bundle needs of it.

    What is not counted sells without limit, whatever its counters say.
    """

    variant_id: UUID
    is_counted: bool
    owed_max: int
    low_at: int | None
    counts: dict[UUID, Count]
    turns_at: int = 1
    owed_before: int = 0

    @property
    def owed(self) -> int:
        return sum(count.backordered + count.shortfall for count in self.counts.values())

    def available(self, locations: list[UUID]) -> int:
        """Return how many units can be had from these locations, those on backorder included."""
        counts = self.counts
        if not locations and not counts:
            return 0  # Nowhere to take it from, nor to owe it.
        free = 0
        for location_id in locations:
            if location_id in counts:
                free += counts[location_id].free
        return free + max(0, self.owed_max - self.owed) if self.owed_max else free

    def at(self, location_id: UUID) -> Count:
        """Return the counters there; new ones where the variant was never before."""
        if location_id not in self.counts:
            new = Count(self.variant_id, location_id, is_new=True)
            self.counts[location_id] = new
        return self.counts[location_id]


class Shelf:
    """The counters of some variants; an order names none that was not locked."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = {item.variant_id: item for item in items}

    def take(
        self,
        wants: list[Want],
        locations: list[UUID],
        *,
        is_held: bool = False,
        posts_always: bool = False,
    ) -> list[list[Portion]] | Missing:
        """Take every want from the locations, in their order, or nothing: portions a want.

        A want comes from the first location that has enough, else from several. What is missing is
        promised by policy, or with `posts_always` short. Portions of what is not counted are none.
        """
        if not posts_always and (shorts := self._shorts(wants, locations)):
            return Missing(shorts)
        return [self._portions(want, locations, is_held, posts_always) for want in wants]

    def touched(self) -> Iterator[Count]:
        """Return the counters that changed."""
        for item in self.items.values():
            for count in item.counts.values():
                if count.is_touched:
                    yield count

    def _shorts(self, wants: list[Want], locations: list[UUID]) -> list[Short]:
        needed: dict[UUID, int] = {}
        for want in wants:
            needed[want.variant_id] = needed.get(want.variant_id, 0) + want.units
        shorts: list[Short] = []
        for variant_id, units in needed.items():
            item = self.items[variant_id]
            if item.is_counted and (available := item.available(locations)) < units:
                shorts.append(Short(variant_id, units, available))
        return shorts

    def _portions(
        self, want: Want, locations: list[UUID], is_held: bool, posts_always: bool
    ) -> list[Portion]:
        item = self.items[want.variant_id]
        if not item.is_counted:
            return []
        counts, units = item.counts, want.units
        for location_id in locations:
            if location_id in counts and (count := counts[location_id]).free >= units:
                return [_taken(count, units, is_held)]
        return _split(item, units, locations, is_held, posts_always)


def _taken(
    count: Count, units: int, is_held: bool, backordered: int = 0, shortfall: int = 0
) -> Portion:
    count.is_touched = True
    count.free -= units - backordered - shortfall
    count.backordered += backordered
    count.shortfall += shortfall
    if is_held:
        count.held += units
    return Portion(
        count.variant_id,
        count.location_id,
        units,
        backordered,
        shortfall,
        new_id() if is_held else None,
    )


def _split(
    item: Item, units: int, locations: list[UUID], is_held: bool, posts_always: bool
) -> list[Portion]:
    # What is owed is owed where the variant is kept: what comes in there pays it.
    kept = [location_id for location_id in locations if location_id in item.counts]
    home = next(iter(kept or locations or item.counts), None)
    if home is None:
        assert posts_always
        return []  # Nowhere to book it: an organization without a location.
    room = max(0, item.owed_max - item.owed) if item.owed_max else 0
    shares = {home: 0}
    left = units
    for location_id in locations:
        if left and location_id in item.counts and (free := item.counts[location_id].free):
            shares[location_id] = min(free, left)
            left -= shares[location_id]
    backordered = min(left, room)
    shortfall = left - backordered
    assert posts_always or shortfall == 0
    shares[home] += left
    return [
        _taken(item.at(place), share, is_held, *((backordered, shortfall) if place == home else ()))
        for place, share in shares.items()
        if share
    ]
