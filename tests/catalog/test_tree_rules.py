"""Whatever is asked of a tree, what is not refused leaves a tree."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from galleria.catalog.categories.heirs import heirs_of
from galleria.catalog.categories.tree import Parents, depth_first, tree_faults
from galleria.catalog.fields import DEPTH_MAX

IDS = [UUID(int=n + 1) for n in range(30)]


def parent_among(ids: list[UUID]) -> st.SearchStrategy[UUID | None]:
    return st.one_of(st.none(), st.sampled_from(ids)) if ids else st.none()


@st.composite
def trees(draw: st.DrawFn) -> Parents:
    """Draw a sound tree: each node below an earlier one, never too deep."""
    parents: Parents = {}
    for node in IDS[: draw(st.integers(0, 20))]:
        above = [one for one in parents if len(path(parents, one)) < DEPTH_MAX]
        parents[node] = draw(parent_among(above))
    return parents


def path(parents: Parents, node: UUID | None) -> list[UUID]:
    found: list[UUID] = []
    while node is not None:
        assert node not in found, "a cycle"
        found.append(node)
        node = parents[node]
    return found


wishes = st.dictionaries(st.sampled_from(IDS), parent_among(IDS), max_size=25)


@given(trees(), wishes)
def test_what_is_left_is_a_tree_of_bounded_depth(parents: Parents, wanted: Parents) -> None:
    faults = tree_faults(parents, wanted)
    after = parents | {node: to for node, to in wanted.items() if node not in faults}
    assert all(len(path(after, node)) <= DEPTH_MAX for node in after)


@given(trees(), wishes)
def test_only_what_was_asked_is_refused(parents: Parents, wanted: Parents) -> None:
    assert tree_faults(parents, wanted).keys() <= wanted.keys()


@given(trees(), trees())
def test_another_sound_tree_is_not_refused_at_all(parents: Parents, wanted: Parents) -> None:
    after = {**parents, **wanted}
    try:
        sound = all(len(path(after, node)) <= DEPTH_MAX for node in after)
    except (AssertionError, KeyError):
        sound = False
    if sound:
        assert tree_faults(parents, wanted) == {}


@given(trees())
def test_depth_first_shows_every_node_once_below_its_parent(parents: Parents) -> None:
    shown = depth_first({node: node for node in parents}, parents)
    assert {node for node, _ in shown} == parents.keys()
    assert len(shown) == len(parents)
    assert all(depth == len(path(parents, node)) - 1 for node, depth in shown)


@given(trees(), st.sets(st.sampled_from(IDS)))
def test_an_heir_is_the_nearest_that_stays(parents: Parents, chosen: set[UUID]) -> None:
    going = chosen & parents.keys()
    for node, heir in heirs_of(parents, going).items():
        staying = [one for one in path(parents, node) if one not in going]
        assert heir == (staying[0] if staying else None)
