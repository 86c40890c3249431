"""What an address needs, by its country; pure.

After the address data that Google publishes for libaddressinput: required parts of each country.
Unlisted ones need a street and a city.
"""

from collections.abc import Mapping
from functools import cache
from typing import cast

from babel.core import Locale

from galleria.base.refusals import FieldError
from galleria.orders.sale import Address


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEED_POSTCODE = _codes(
    """AS AT AU AX BE BG BR CA CH CN CZ DE DK EE ES FI FO FR GB GF GG GL GP GR GU HU IM IN IT JE
    JP KR LI LT LU LV MC MH MP MQ MX NC NL NO NZ PL PM PR PT RE RO RU SE SG SI SJ SK SM TR TW
    UA US VA VI WF YT ZA"""
)
NEED_REGION = _codes("AE AU BR CA CN ES HK IN IT JP KR MX MY RU TW US")
NEED_NO_CITY = _codes("AE GI HK JP MC SG VA")
# CLDR has these, too, and nobody lives there.
NO_COUNTRIES = _codes("EU EZ QO UN XA XB ZZ")


def address_errors(address: Address, pointer: str) -> list[FieldError]:
    """Return what the address lacks; a country that is none is an error of its own."""
    country = address.country
    if country not in _countries():
        detail = f"{country!r} is no country (ISO 3166, two capital letters)."
        return [FieldError(f"{pointer}/country", "unknown_country", detail)]
    needed = [("line1", address.line1)]
    if country not in NEED_NO_CITY:
        needed.append(("city", address.city))
    if country in NEED_REGION:
        needed.append(("region", address.region))
    if country in NEED_POSTCODE:
        needed.append(("postcode", address.postcode))
    return [
        FieldError(f"{pointer}/{name}", "missing", f"An address in {country} needs it.")
        for name, value in needed
        if not value.strip()
    ]


@cache
def _countries() -> frozenset[str]:
    territories = cast(Mapping[str, str], Locale("en").territories)
    return frozenset(code for code in territories if len(code) == 2) - NO_COUNTRIES


def is_country(code: str) -> bool:
    """Say whether it is a country's code (ISO 3166, by CLDR)."""
    return code in _countries()
