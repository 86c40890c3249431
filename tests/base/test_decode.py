"""Bad input is named whole: every wrong field, with its pointer."""

import time
from enum import Enum
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from galleria.base.decode import decode_body, query_errors
from galleria.base.refusals import Invalid, Malformed


class Line(Struct, forbid_unknown_fields=True):
    units: Annotated[int, Meta(ge=1)]
    note: str | None = None


class Basket(Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=2)]
    lines: list[Line]
    more: Raw = Raw(b"{}")


class Way(Enum):
    POST = "post"
    TILL = "till"


class Chosen(Struct, forbid_unknown_fields=True):
    size: Annotated[Literal["S", "M"], Meta(description="How large.")] | UnsetType | None = UNSET
    more: list[Literal["a", "b"]] = []
    how: dict[str, Way] = {}


def refused(body: bytes) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        decode_body(body, Basket)
    return {(error.pointer, error.code) for error in refusal.value.errors}


def test_names_every_wrong_field_at_once() -> None:
    body = b'{"name":"x","lines":[{"units":0},{"units":"2","colour":1},{}],"size":1,"more":{"a":1}}'
    assert refused(body) == {
        ("/name", "length"),
        ("/lines/0/units", "range"),
        ("/lines/1/units", "type"),
        ("/lines/1/colour", "unknown_field"),
        ("/lines/2/units", "missing"),
        ("/size", "unknown_field"),
    }


def test_a_wrong_choice_is_told_what_may_be_chosen() -> None:
    with pytest.raises(Invalid) as refusal:
        decode_body(b'{"size":"XL","more":["a","z"],"how":{"by":"car"}}', Chosen)
    told = {error.pointer: (error.code, error.detail) for error in refusal.value.errors}
    assert told == {
        "/size": ("choice", "'XL' is none of: S, M"),
        "/more/1": ("choice", "'z' is none of: a, b"),
        "/how": ("choice", "'car' is none of: post, till"),
    }
    (error,) = query_errors({"size": "L"}, Chosen)
    assert (error.pointer, error.detail) == ("?size", "'L' is none of: S, M")


def test_names_the_whole_when_it_is_no_object() -> None:
    assert refused(b"[1]") == {("", "type")}


def test_escapes_names_in_pointers() -> None:
    assert ("/a~1b~0c", "unknown_field") in refused(b'{"name":"xx","lines":[],"a/b~c":1}')


def test_refuses_nul_in_text_and_says_where() -> None:
    assert refused(b'{"name":"a\\u0000b","lines":[]}') == {("/name", "nul")}


def test_an_escaped_backslash_before_u0000_is_no_nul() -> None:
    assert decode_body(b'{"name":"a\\\\u0000b","lines":[]}', Basket).name == "a\\u0000b"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b'{"name":"\xff","lines":[]}', b'{"name":"a\\ud800","lines":[]}'],
)
def test_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode_body(body, Basket)


def test_json_100000_levels_deep_is_malformed() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(Malformed):
        decode_body(b'{"name":"xx","lines":[],"other":' + deep + b"}", Basket)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_any_wrong_json_is_refused_with_a_reason(value: object) -> None:
    body = msgspec.json.encode({"name": value, "lines": value})
    assert refused(body)


def test_query_names_wrong_and_unknown_parameters() -> None:
    class Query(Struct):
        limit: Annotated[int, Meta(ge=1)] = 5

    errors = query_errors({"limit": "0", "page": "2"}, Query)
    assert {(e.pointer, e.code) for e in errors} == {
        ("?limit", "range"),
        ("?page", "unknown_field"),
    }


class Price(Struct, forbid_unknown_fields=True):
    price: int


class Prices(Struct, forbid_unknown_fields=True):
    rows: Annotated[list[Price], Meta(max_length=1_000)]


def test_a_body_of_millions_of_faults_holds_nobody_up() -> None:
    began = time.monotonic()
    with pytest.raises(Invalid) as refused:
        decode_body(b'{"rows":[' + b"{}," * 1_000_000 + b"{}]}", Prices)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/rows", "length")]
    with pytest.raises(Invalid) as refused:
        decode_body(b'{"rows":[' + b'{"x":1},' * 999 + b"{}]}", Prices)
    assert len(refused.value.errors) == 500
    assert time.monotonic() - began < 5
