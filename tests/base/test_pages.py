"""Cursors are opaque, and good only where they were given out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from galleria.base.pages import PageQuery, mark, page, sign, verify
from galleria.base.refusals import Invalid

SECRET = b"s" * 32


class Position(Struct, frozen=True):
    name: str


def test_a_full_page_has_a_cursor_and_the_last_one_has_none() -> None:
    first = page(["a", "b", "c"], 2, Position)
    assert (first.items, first.next_cursor) == (["a", "b"], mark(Position("b")))
    assert page(["c"], 2, Position).next_cursor is None


def test_a_cursor_leads_back_to_its_position() -> None:
    signed = sign(mark(Position("b")), scope="org:/list", secret=SECRET)
    plain = verify(signed, scope="org:/list", secret=SECRET)
    assert PageQuery(cursor=plain).after(Position) == Position("b")


@pytest.mark.parametrize("scope", ["org:/other", "other:/list"])
def test_a_cursor_of_another_list_or_organization_is_refused(scope: str) -> None:
    signed = sign(mark(Position("b")), scope="org:/list", secret=SECRET)
    with pytest.raises(Invalid):
        verify(signed, scope=scope, secret=SECRET)


@given(st.text(max_size=60), st.integers(0, 40), st.integers(1, 127))
def test_a_changed_cursor_is_refused(text: str, place: int, flip: int) -> None:
    signed = bytearray(sign(mark(Position(text)), scope="s", secret=SECRET).encode())
    signed[place % len(signed)] ^= flip
    with pytest.raises(Invalid):
        verify(signed.decode("latin-1"), scope="s", secret=SECRET)
