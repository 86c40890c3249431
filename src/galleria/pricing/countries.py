"""Which countries there are (ISO 3166, two letters), by CLDR; pure."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from babel.core import Locale

from galleria.base.refusals import FieldError

# CLDR has these, too, and nobody lives there.
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def is_country(code: str) -> bool:
    """Say whether it is a country's code."""
    return code in _countries()


def country_errors(code: str, pointer: str) -> list[FieldError]:
    """Return the error of a code that is no country's."""
    if is_country(code):
        return []
    detail = f"{code!r} is no country (ISO 3166, two capital letters)."
    return [FieldError(pointer, "unknown_country", detail)]


@cache
def _countries() -> frozenset[str]:
    territories = cast(Mapping[str, str], Locale("en").territories)
    return frozenset(code for code in territories if len(code) == 2) - NO_COUNTRIES
