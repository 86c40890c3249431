"""Free JSON is an object of bounded size and depth, whatever else it holds."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from galleria.base.free_json import OBJECT_DEPTH_MAX, object_errors


def codes(text: bytes) -> list[str]:
    return [error.code for error in object_errors(Raw(text), "/settings")]


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"{}" + b"}" * levels


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"[1]", "type"),
        (b'"text"', "type"),
        (b"null", "type"),
        (b'{"a": "' + b"x" * 17_000 + b'"}', "length"),
        (nested(OBJECT_DEPTH_MAX + 1), "depth"),
        (b'{"a": ' + b"[" * 7_000 + b"]" * 7_000 + b"}", "depth"),
    ],
    ids=["list", "text", "null", "long", "deep", "very deep"],
)
def test_refuses_what_is_no_plain_object(text: bytes, code: str) -> None:
    found = codes(text)
    # An interpreter may already give up on reading what is very deep.
    assert found == [code] or (code == "depth" and found == ["invalid"])


def test_takes_an_object_as_deep_as_it_may_be() -> None:
    assert codes(nested(OBJECT_DEPTH_MAX)) == []


@given(st.dictionaries(st.text(), st.lists(st.none() | st.integers(0, 9) | st.text(max_size=9))))
def test_takes_any_small_object(value: dict[str, object]) -> None:
    text = msgspec.json.encode(value)
    assert codes(text) == [] or len(text) > 16_384
