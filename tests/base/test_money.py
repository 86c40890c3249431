"""Money is exact, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.base.money import exponent, is_currency, parse_minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "EUR", 1250), ("1250", "JPY", 1250), ("1.234", "KWD", 1234), (" 7 ", "USD", 700)],
)
def test_reads_a_price_in_the_currencys_own_decimals(text: str, currency: str, minor: int) -> None:
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize("text", ["", "12,50", "1.234", "NaN", "Infinity", "1e400", "abc"])
def test_refuses_what_is_no_exact_price(text: str) -> None:
    with pytest.raises(ValueError, match=r"price|decimals"):
        parse_minor(text, "EUR")


@pytest.mark.parametrize("code", ["EUR", "USD", "INR", "JPY"])
def test_knows_the_currencies_in_use(code: str) -> None:
    assert is_currency(code)


@pytest.mark.parametrize("code", ["XYZ", "DEM", "eur", "", "EURO"])
def test_knows_no_others(code: str) -> None:
    assert not is_currency(code)


@given(st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_reading_undoes_writing(minor: int, currency: str) -> None:
    digits = exponent(currency)
    whole, part = divmod(minor, 10**digits)
    text = f"{whole}.{part:0{digits}d}" if digits else str(whole)
    assert parse_minor(text, currency) == minor
