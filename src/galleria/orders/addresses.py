"""What an address needs, by its country; pure.

After the address data that Google publishes for libaddressinput: required parts of each country.
Unlisted ones need a street and a city.
"""

from galleria.base.refusals import FieldError
from galleria.orders.sale import Address
from galleria.pricing import country_errors


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEED_POSTCODE = _codes(
    """AS AT AU AX BE BG BR CA CH CN CZ DE DK EE ES FI FO FR GB GF GG GL GP GR GU HU IM IN IT JE
    JP KR LI LT LU LV MC MH MP MQ MX NC NL NO NZ PL PM PR PT RE RO RU SE SG SI SJ SK SM TR TW
    UA US VA VI WF YT ZA"""
)
NEED_REGION = _codes("AE AU BR CA CN ES HK IN IT JP KR MX MY RU TW US")
NEED_NO_CITY = _codes("AE GI HK JP MC SG VA")


def address_errors(address: Address, pointer: str) -> list[FieldError]:
    """Return what the address lacks; a country that is none is an error of its own."""
    country = address.country
    if errors := country_errors(country, f"{pointer}/country"):
        return errors
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
