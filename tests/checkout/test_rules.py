"""What is put into a cart is in it: each thing once, no more than a line may hold."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.base.ids import new_id
from galleria.base.refusals import Invalid
from galleria.checkout.rows import CartLine
from galleria.checkout.rules import put_in
from galleria.checkout.to_sale import quote_token, quoted
from galleria.orders import LINES_MAX, UNITS_MAX, ChosenModifier

VARIANTS = [UUID(int=number) for number in range(1, 6)]
CHOICES = [[], [ChosenModifier("size", "large")], [ChosenModifier("size", "small")]]
LINES = st.lists(
    st.builds(
        lambda variant, choice, units: CartLine(
            new_id(), variant, variant, "Tea", "simple", None, [], choice, units, 300
        ),
        st.sampled_from(VARIANTS),
        st.sampled_from(CHOICES),
        st.integers(1, UNITS_MAX),
    ),
    max_size=20,
)


def key(line: CartLine) -> tuple[UUID, frozenset[tuple[str, str]]]:
    return line.variant_id, frozenset((it.group, it.choice) for it in line.modifiers)


@given(LINES, LINES)
def test_each_thing_is_one_line_with_all_its_units(
    before: list[CartLine], new: list[CartLine]
) -> None:
    wanted: dict[object, int] = {}
    for line in [*before, *new]:
        wanted[key(line)] = min(UNITS_MAX, wanted.get(key(line), 0) + line.units)
    lines = put_in(put_in([], before), new)
    assert {key(line): line.units for line in lines} == wanted
    assert len(lines) == len(wanted)


def test_a_cart_holds_no_more_lines_than_an_order() -> None:
    lines = [
        CartLine(new_id(), new_id(), new_id(), "Tea", "simple", None, [], [], 1, 300)
        for _ in range(LINES_MAX + 1)
    ]
    assert put_in([], lines) == lines[:LINES_MAX]


@given(st.integers(1, 2**40), st.lists(st.integers(0, 2**50), max_size=200))
def test_a_quote_is_read_as_it_was_given(version: int, prices: list[int]) -> None:
    read = quoted(quote_token(version, prices))
    assert (read.version, read.prices) == (version, prices)


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", quote_token(1, [])[:-2]])
def test_what_is_no_quote_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        quoted(text)
    assert refused.value.errors[0].pointer == "/quote"
