"""Whatever is taken in whatever order: nothing appears or is lost, nothing is owed and free."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from galleria.stock import Missing, Shelf, Want
from galleria.stock.shelf import Count, Item

VARIANTS = [UUID(int=number) for number in range(1, 4)]
PLACES = [UUID(int=number) for number in range(11, 14)]

counts = st.lists(st.integers(0, 6), min_size=len(PLACES), max_size=len(PLACES))
items = st.tuples(counts, st.sampled_from([0, 3, 2_000_000_000]))
wants = st.lists(st.tuples(st.sampled_from(VARIANTS), st.integers(1, 9)), min_size=1, max_size=4)
orders = st.lists(
    st.tuples(wants, st.booleans(), st.booleans(), st.permutations(PLACES)), max_size=8
)


def shelf_of(made: list[tuple[list[int], int]]) -> Shelf:
    return Shelf(
        Item(
            variant,
            True,
            owed_max,
            None,
            {place: Count(variant, place, free) for place, free in zip(PLACES, frees, strict=True)},
        )
        for variant, (frees, owed_max) in zip(VARIANTS, made, strict=True)
    )


def accounted(shelf: Shelf) -> int:
    return sum(count.accounted for item in shelf.items.values() for count in item.counts.values())


@given(st.lists(items, min_size=3, max_size=3), orders)
def test_what_was_taken_is_what_is_missing(
    made: list[tuple[list[int], int]],
    asked: list[tuple[list[tuple[UUID, int]], bool, bool, list[UUID]]],
) -> None:
    shelf = shelf_of(made)
    begun, sold = accounted(shelf), 0
    for lines, is_held, posts_always, places in asked:
        wanted = [Want(variant, units) for variant, units in lines]
        found = shelf.take(wanted, places, is_held=is_held, posts_always=posts_always)
        if isinstance(found, Missing):
            assert not posts_always
            continue
        for want, portions in zip(wanted, found, strict=True):
            assert sum(portion.units for portion in portions) == want.units
        sold += 0 if is_held else sum(want.units for want in wanted)
    assert accounted(shelf) == begun - sold
    for item in shelf.items.values():
        for count in item.counts.values():
            assert min(count.free, count.held, count.backordered, count.shortfall) >= 0
            assert count.free == 0 or count.backordered + count.shortfall == 0


@given(st.lists(items, min_size=3, max_size=3), wants)
def test_a_refusal_takes_nothing_and_is_right(
    made: list[tuple[list[int], int]], lines: list[tuple[UUID, int]]
) -> None:
    shelf = shelf_of(made)
    before = [
        (count.free, count.held) for item in shelf.items.values() for count in counts_of(item)
    ]
    found = shelf.take([Want(variant, units) for variant, units in lines], PLACES)
    if not isinstance(found, Missing):
        return
    after = [(count.free, count.held) for item in shelf.items.values() for count in counts_of(item)]
    assert before == after
    for short in found.shorts:
        assert short.wanted == sum(units for variant, units in lines if variant == short.variant_id)
        assert short.available < short.wanted


@given(st.integers(0, 5), st.integers(0, 5), st.integers(1, 20))
def test_what_comes_pays_shortfalls_before_backorders(
    backordered: int, shortfall: int, units: int
) -> None:
    count = Count(VARIANTS[0], PLACES[0], backordered=backordered, shortfall=shortfall)
    before = count.accounted
    count.add(units)
    assert count.accounted == before + units
    assert count.shortfall == max(0, shortfall - units)
    assert count.shortfall == 0 or count.backordered == backordered
    assert count.free == max(0, units - backordered - shortfall)


def counts_of(item: Item) -> list[Count]:
    return list(item.counts.values())
