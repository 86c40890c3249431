"""Who gets a code that only one may have."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from galleria.catalog.claims import Code, contested, wish

Having = dict[int, set[Code]]
codes = st.sets(st.sampled_from([("sku", name) for name in "abcdef"]), max_size=3)


@st.composite
def calls(draw: st.DrawFn) -> tuple[Having, Having]:
    """Draw who has what, each code once, and what the first few are to have."""
    before: Having = {owner: set() for owner in range(6)}
    for name in "abcdef":
        owner = draw(st.integers(0, 7))
        if owner in before:
            before[owner].add(("sku", name))
    after = {owner: draw(codes) for owner in range(draw(st.integers(0, 5)))}
    return before, after


@given(calls())
def test_whatever_is_asked_nobody_shares_a_code(call: tuple[Having, Having]) -> None:
    before, after = call
    holders = {code: UUID(int=owner) for owner, held in before.items() for code in held}
    wishes = [wish(owner, before[owner], wanted) for owner, wanted in after.items()]
    faults = contested(wishes, holders)
    final = before | {owner: held for owner, held in after.items() if owner not in faults}
    everything = [code for held in final.values() for code in held]
    assert len(everything) == len(set(everything))


@given(calls())
def test_nobody_is_refused_when_all_wishes_agree(call: tuple[Having, Having]) -> None:
    before, after = call
    final = [code for held in (before | after).values() for code in held]
    holders = {code: UUID(int=owner) for owner, held in before.items() for code in held}
    wishes = [wish(owner, before[owner], wanted) for owner, wanted in after.items()]
    if len(final) == len(set(final)):
        assert contested(wishes, holders) == {}
