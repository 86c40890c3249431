"""Money: whole minor units with their currency, never a float."""

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated

from babel.core import get_global
from msgspec import Meta, Struct

from galleria.base.refusals import FieldError

MINOR_MAX = 10**15
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", examples=["EUR"])]
PriceMinor = Annotated[int, Meta(ge=0, le=MINOR_MAX, examples=[1250])]


class Money(Struct, frozen=True):
    """`amount_minor` in the currency's smallest unit: 1250 EUR is 12.50 €, 1250 JPY is ¥1250."""

    amount_minor: PriceMinor
    currency: Currency


@cache
def _currencies() -> frozenset[str]:
    # CLDR's list of currencies that some territory uses today as tender.
    return frozenset(
        code
        for periods in get_global("territory_currencies").values()
        for code, _begins, ends, tender in periods
        if ends is None and tender
    )


def is_currency(code: str) -> bool:
    """Say whether `code` is a currency in use today (ISO 4217, by CLDR)."""
    return code in _currencies()


def currency_errors(code: str, pointer: str) -> list[FieldError]:
    """Return the error of a code that is no currency in use."""
    if is_currency(code):
        return []
    return [FieldError(pointer, "unknown_currency", f"{code!r} is no currency in use (ISO 4217).")]


@cache
def exponent(currency: str) -> int:
    """Return how many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    fractions = get_global("currency_fractions")
    digits, *_ = fractions.get(currency) or fractions["DEFAULT"]
    return int(digits)


def parse_minor(text: str, currency: str) -> int:
    """Read a decimal price as minor units; ValueError for no number or too many decimals."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a price") from None
    if not amount.is_finite() or abs(amount) > MINOR_MAX:
        raise ValueError(f"{text!r} is not a price")
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{text!r} has more decimals than {currency} ({exponent(currency)})")
    return int(minor)
