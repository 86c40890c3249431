"""Whatever is ordered, the parts are the whole, to the last minor unit."""

from decimal import ROUND_HALF_EVEN, Decimal

from hypothesis import given
from hypothesis import strategies as st

from galleria.pricing import Charge, CodeDiscount, LineAmount, line_tax, rounded, totals
from galleria.pricing.rules import allocated

UNITS = st.integers(1, 1_000_000)
MINOR = st.integers(0, 10**9)
RATE = st.sampled_from([0, 1, 50_000, 70_000, 190_000, 255_000, 1_000_000])


@st.composite
def lines(draw: st.DrawFn) -> LineAmount:
    units, price = draw(UNITS), draw(MINOR)
    return LineAmount(units, price, draw(st.integers(0, units * price)), draw(RATE))


CODES = st.one_of(
    st.none(),
    st.builds(CodeDiscount, st.integers(1, 1_000_000), st.none()),
    st.builds(CodeDiscount, st.none(), st.integers(1, 10**12)),
)
CHARGES = st.one_of(
    st.none(), st.builds(Charge, MINOR, st.one_of(st.none(), st.integers(0, 10**12)), RATE)
)
ORDERS = st.lists(lines(), min_size=1, max_size=20)


@given(ORDERS, st.booleans(), CODES, CHARGES)
def test_lines_and_shipping_are_the_total(
    order: list[LineAmount], is_included: bool, code: CodeDiscount | None, charge: Charge | None
) -> None:
    added = totals(order, is_tax_included=is_included, code=code, charge=charge)
    shipping = added.shipping_minor + (0 if is_included else added.shipping_tax_minor)
    assert added.total_minor == sum(it.total_minor for it in added.lines) + shipping
    tax = 0 if is_included else added.tax_minor
    assert added.total_minor == (
        added.lines_minor - added.discount_minor + added.shipping_minor + tax
    )
    assert added.tax_minor == sum(it.tax_minor for it in added.lines) + added.shipping_tax_minor
    own = sum(it.discount_minor for it in order)
    assert added.discount_minor == own + sum(it.code_minor for it in added.lines)


@given(ORDERS, st.booleans(), CODES, CHARGES)
def test_no_part_is_negative_and_no_discount_above_its_line(
    order: list[LineAmount], is_included: bool, code: CodeDiscount | None, charge: Charge | None
) -> None:
    added = totals(order, is_tax_included=is_included, code=code, charge=charge)
    for line, it in zip(order, added.lines, strict=True):
        assert 0 <= it.code_minor <= line.units * line.price_minor - line.discount_minor
        assert it.tax_minor >= 0
        assert it.total_minor >= 0
    assert min(added.total_minor, added.shipping_minor, added.discount_minor) >= 0


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=50), st.data())
def test_an_amount_is_spread_to_the_last_unit(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    shares = allocated(amount, weights)
    assert sum(shares) == amount
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


def test_what_rounding_leaves_goes_to_who_lost_most() -> None:
    assert allocated(100, [100, 100, 100]) == [34, 33, 33]
    assert allocated(10, [1, 199]) == [0, 10]


@given(st.integers(0, 10**15), st.integers(1, 10**9))
def test_halves_are_rounded_to_even(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    if abs(exact % 1 - Decimal("0.5")) > Decimal("1e-9") or numerator * 2 % denominator == 0:
        assert rounded(numerator, denominator) == int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))


def test_tax_within_a_price_and_on_it() -> None:
    assert line_tax(11_900, 190_000, is_included=True) == 1_900
    assert line_tax(10_000, 190_000, is_included=False) == 1_900
    assert line_tax(50, 10_000, is_included=False) == 0
    assert line_tax(150, 10_000, is_included=False) == 2


def test_shipping_is_free_from_what_is_left_after_discounts() -> None:
    charge = Charge(490, 5_000, 0)
    order = [LineAmount(1, 5_000, 0, 0)]
    whole = totals(order, is_tax_included=True, code=None, charge=charge)
    less = totals(order, is_tax_included=True, code=CodeDiscount(None, 1), charge=charge)
    assert (whole.shipping_minor, less.shipping_minor) == (0, 490)
