"""What definitions hold attributes to, and what a file's texts become."""

import pytest
from msgspec import Raw

from galleria.catalog.attributes.rules import (
    AttributeKind,
    Definition,
    attribute_errors,
    typed_attributes,
)

WEIGHT = Definition("weight", "number", [], is_required=False)
WOOD = Definition("wood", "choice", ["Oak", "Beech"], is_required=True)


def codes(sent: bytes, *definitions: Definition) -> list[tuple[str, str]]:
    errors = attribute_errors(Raw(sent), list(definitions))
    return [(error.pointer, error.code) for error in errors]


def test_keys_that_nobody_defined_are_free() -> None:
    assert codes(b'{"free": [1, {"a": null}]}', WEIGHT) == []
    assert codes(b'{"weight": {}}') == []


@pytest.mark.parametrize(
    ("kind", "sound", "wrong"),
    [
        ("text", b'"soft"', b"1"),
        ("number", b"1.5", b'"1.5"'),
        ("number", b"-3", b"true"),
        ("choice", b'"Oak"', b'"oak"'),
        ("boolean", b"false", b"0"),
        ("date", b'"2028-02-29"', b'"2027-02-29"'),
        ("date", b'"2028-02-29"', b'"20280229"'),
        ("date", b'"2028-02-29"', b"20280229"),
    ],
)
def test_a_value_is_of_its_kind(kind: AttributeKind, sound: bytes, wrong: bytes) -> None:
    definition = Definition("it", kind, ["Oak"] if kind == "choice" else [], is_required=False)
    assert codes(b'{"it": %s}' % sound, definition) == []
    assert [pointer for pointer, _ in codes(b'{"it": %s}' % wrong, definition)] == [
        "/attributes/it"
    ]


@pytest.mark.parametrize("sent", [b"{}", b'{"wood": null}', b'{"wood": ""}'])
def test_what_is_required_is_missed(sent: bytes) -> None:
    assert codes(sent, WOOD) == [("/attributes/wood", "missing")]


@pytest.mark.parametrize("sent", [b"{}", b'{"weight": null}', b'{"weight": ""}'])
def test_nothing_is_right_for_what_is_not_required(sent: bytes) -> None:
    assert codes(sent, WEIGHT) == []


def test_a_text_is_at_most_1000_characters() -> None:
    text = Definition("it", "text", [], is_required=False)
    assert codes(b'{"it": "%s"}' % (b"x" * 1_000), text) == []
    assert codes(b'{"it": "%s"}' % (b"x" * 1_001), text) == [("/attributes/it", "length")]


def test_every_wrong_value_is_named() -> None:
    assert codes(b'{"weight": "1", "wood": "Pine"}', WEIGHT, WOOD) == [
        ("/attributes/weight", "type"), ("/attributes/wood", "choice"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "12", 12),
        ("number", "-0.5", -0.5),
        ("number", "007", 7),
        ("boolean", "Yes", True),
        ("boolean", "FALSE", False),
        ("date", "2026-03-29", "2026-03-29"),
        ("choice", "oak", "Oak"),
        ("text", "12", "12"),
    ],
)
def test_a_text_becomes_a_value_of_its_kind(kind: AttributeKind, text: str, value: object) -> None:
    definition = Definition("it", kind, ["Oak"] if kind == "choice" else [], is_required=False)
    typed = typed_attributes({"it": text, "more": text, "none": ""}, [definition])
    assert (typed.values, typed.errors) == ({"it": value, "more": text}, [])


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("number", "12,5", "type"),
        ("number", "1 250", "type"),
        ("number", "1e3", "type"),
        ("number", "NaN", "type"),
        ("number", "٣", "type"),
        ("number", "9" * 16, "type"),
        ("boolean", "1", "type"),
        ("date", "29.03.2026", "date"),
        ("date", "2026-13-01", "date"),
        ("choice", "Pine", "choice"),
        ("text", "x" * 1_001, "length"),
    ],
)
def test_a_text_that_is_no_such_value_is_refused(kind: AttributeKind, text: str, code: str) -> None:
    definition = Definition("it", kind, ["Oak"] if kind == "choice" else [], is_required=True)
    typed = typed_attributes({"it": text}, [definition])
    assert typed.values == {}
    assert [(error.pointer, error.code) for error in typed.errors] == [("/attributes/it", code)]
