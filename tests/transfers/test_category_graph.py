"""The category graph: a tree by path, and every difference to the listed children."""

import json
from typing import Any

import pytest

from galleria.transfers.formats import UnreadableFile
from tests.transfers.reading import Reading, reading


def entry(*path: str, children: tuple[str, ...] = (), **changed: Any) -> dict[str, Any]:
    nodes = [{"id": key, "name": key.title()} for key in path]
    children_listed = [{"id": key, "name": key.title()} for key in children]
    return {**nodes[-1], "path": nodes, "subCategories": children_listed, **changed}


def graph(*entries: Any) -> Reading:
    return reading(json.dumps(entries), "category-graph-json")


def test_parents_come_before_children_whatever_the_files_order() -> None:
    file = graph(
        entry("a", "b", "c"), entry("a", "b", children=("c",)), entry("a", children=("b",))
    )
    keys = [(category.external_key, category.parent_external_key) for category in file.categories]
    assert keys == [("a", None), ("b", "a"), ("c", "b")]
    assert (file.counts.rows, file.counts.kept, file.notices) == (3, 3, [])


def test_a_category_that_stands_in_paths_only_is_made_and_told() -> None:
    file = graph(entry("a", children=("b",)), entry("a", "b", "c"))
    assert [(category.external_key, category.rows) for category in file.categories] == [
        ("a", 1), ("b", 0), ("c", 1),
    ]  # fmt: skip
    assert [(notice.code, notice.subject) for notice in file.notices] == [("only_in_paths", "b")]


def test_every_difference_to_the_listed_children_is_told() -> None:
    file = graph(entry("a", children=("gone", "c")), entry("a", "b"), entry("b2"), entry("b2", "c"))
    assert [(notice.line, notice.code, notice.subject) for notice in file.notices] == [
        (1, "listed_child_absent", "gone"),
        (1, "listed_child_elsewhere", "c"),
        (2, "child_unlisted", "b"),
        (4, "child_unlisted", "c"),
    ]


@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        (entry("a", "b", name=None), "name", "name_missing"),
        (entry("a", "b", name="\0"), "name", "control_character"),
        (entry("a", "b", name="x" * 201), "name", "too_long"),
        (entry("a", "b", id="x"), "path", "path_invalid"),
        (entry("b", "a", "b"), "path", "path_invalid"),
        (entry("a"), "id", "duplicate"),
        (entry("z", "a", "b"), "path", "path_contradicts"),
        (entry("a", "b", path="a"), None, "entry_invalid"),
        (7, None, "entry_invalid"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_alone(wrong: Any, column: str | None, code: str) -> None:
    file = graph(entry("a"), wrong)
    assert file.refusals() == [(2, column, code)]
    assert [category.external_key for category in file.categories] == ["a"]


def test_what_is_under_a_refused_category_is_refused_with_its_place() -> None:
    file = graph(entry("a", name=None), entry("a", "b"))
    assert file.refusals() == [(1, "name", "name_missing"), (2, "path", "parent_refused")]
    assert "entry 1" in file.refused[1].problems[0].detail


def test_paths_that_contradict_each_other_make_no_cycle() -> None:
    file = graph(entry("b", "a"), entry("a", "b"))
    assert [category.external_key for category in file.categories] == []
    assert [code for _, _, code in file.refusals()] == ["parent_refused", "parent_refused"]


@pytest.mark.parametrize(
    "content", ["", "{", '{"a": 1}', "[" * 100_000, '["\\ud800"', "[1]x"], ids=range(6)
)
def test_what_is_no_list_is_refused_as_a_whole(content: str) -> None:
    with pytest.raises(UnreadableFile):
        reading(content, "category-graph-json")
