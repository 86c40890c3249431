"""From parameters to what is asked of the database; pure."""

import re
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.refusals import FieldError, Invalid
from galleria.catalog import CategoryFilter, one_spelling
from galleria.listing.search.parameters import (
    CategoryProductQuery,
    Filters,
    ShopProductQuery,
)

FACET_LENGTH_MAX = 500
Asked = Filters | ShopProductQuery | CategoryProductQuery
Kind = Literal["text", "number", "choice", "boolean", "date"]

_NUMBER = r"-?\d{1,15}(?:\.\d{1,9})?"
_DATE = r"\d{4}-\d\d-\d\d"
_RANGE = re.compile(rf"({_NUMBER}|{_DATE})?\.\.({_NUMBER}|{_DATE})?")
_SINGLE = re.compile(rf"{_NUMBER}|{_DATE}")


class Range(Struct, frozen=True, omit_defaults=True):
    """Numbers of one key; either end may be open."""

    key: str
    lowest: float | int | None = None
    highest: float | int | None = None


class Choice(Struct, frozen=True):
    """One group of filters: any one of `facets`, or what lies in `ranges`, is enough."""

    group: str
    facets: list[str]


class Wanted(Struct, frozen=True, omit_defaults=True):
    """What the database's functions are asked for; a field left out asks for nothing.

    Of each list in `facets` a product has one; of `without` none.
    """

    said: str | None = None
    filter_said: str | None = None
    facets: list[list[str]] = []
    without: list[str] = []
    price_from: int | None = None
    price_to: int | None = None
    ranges: list[Range] = []
    coded: list[UUID] = []
    arranged: Raw | None = None
    ranked_max: int | None = None

    def encoded(self) -> Raw:
        """Return it as the functions take it."""
        return Raw(msgspec.json.encode(self))


class Attribute(Struct, frozen=True):
    """One `attribute` parameter."""

    key: str
    value: str


def said_of(asked: Asked) -> str | None:
    """Return the words; None where there are none but blanks."""
    return " ".join((asked.q or "").split()) or None


def codes_of(said: str | None) -> list[str]:
    """Return the codes that what was said may be: as it is, in either case, or as a GTIN."""
    if said is None or len(said) > 100:
        return []
    return list(dict.fromkeys((said, said.upper(), said.lower(), one_spelling(said))))


def attributes_of(asked: Asked) -> list[Attribute]:
    """Read the `attribute` parameters; Invalid names what is no `key:value`."""
    pairs = [parameter.partition(":") for parameter in asked.attribute]
    if any(not (key and value) for key, _, value in pairs):
        raise _wrong("attribute", "pattern", "Expected `key:value`.")
    return [Attribute(key, value) for key, _, value in pairs]


def price_errors(asked: Asked) -> None:
    """Raise Invalid where the prices are the wrong way round."""
    if (
        asked.price_min_minor is not None
        and asked.price_max_minor is not None
        and asked.price_min_minor > asked.price_max_minor
    ):
        raise _wrong("price_max_minor", "range", "It is below price_min_minor.")


def choices_of(attributes: list[Attribute], kinds: dict[str, Kind]) -> list[Choice | Range]:
    """Return a choice for each key, a range for each that is a number or a date.

    Invalid where a key cannot be filtered by, or a number is asked for what is none.
    """
    by_key: dict[str, list[str]] = {}
    for attribute in attributes:
        by_key.setdefault(attribute.key, []).append(attribute.value)
    if unknown := [key for key in by_key if key not in kinds]:
        raise _wrong("attribute", "unknown_attribute", f"{unknown[0]} is nothing to filter by.")
    return [_choice(key, values, kinds[key]) for key, values in by_key.items()]


def _choice(key: str, values: list[str], kind: Kind) -> Choice | Range:
    spans = [found for value in values if (found := _span(value))]
    if kind == "number" or (kind == "date" and spans):
        if len(values) > 1:
            raise _wrong("attribute", "repeated", f"Give one range of {key}.")
        if not spans:
            raise _wrong("attribute", "type", f"Expected `{key}:1..5`.")
        return _range(key, *spans[0])
    return Choice(f"a:{key}", [facet_of(key, value) for value in values])


def facet_of(key: str, value: str) -> str:
    """Return the facet of an attribute's value, cut as the documents' are."""
    return f"a:{key}={value}"[:FACET_LENGTH_MAX]


def _span(value: str) -> tuple[str | None, str | None] | None:
    found = _RANGE.fullmatch(value)
    if found and (found[1] or found[2]):
        return found[1], found[2]
    return (value, value) if _SINGLE.fullmatch(value) else None


def _range(key: str, lowest: str | None, highest: str | None) -> Range:
    wanted = Range(key, _number(lowest), _number(highest))
    if wanted.lowest is not None and wanted.highest is not None and wanted.lowest > wanted.highest:
        raise _wrong("attribute", "range", f"The range of {key} ends before it begins.")
    return wanted


def _number(said: str | None) -> float | int | None:
    if said is None:
        return None
    if re.fullmatch(_DATE, said):
        try:
            return int(date.fromisoformat(said).strftime("%Y%m%d"))
        except ValueError:
            raise _wrong("attribute", "type", f"{said} is no date.") from None
    return float(said) if "." in said else int(said)


def category_facet(category_id: UUID) -> str:
    """Return the facet that products in or below a category have."""
    return f"c:{category_id.hex}"


def smart_facets(smart: CategoryFilter) -> tuple[list[list[str]], list[Range]]:
    """Return what a smart category's filter asks of products' facets and numbers."""
    facets: list[list[str]] = []
    ranges: list[Range] = []
    if smart.category_id is not None:
        facets.append([category_facet(smart.category_id)])
    if smart.brands:
        facets.append([f"b:{brand}" for brand in smart.brands])
    if smart.tags:
        facets.append([f"t:{tag}" for tag in smart.tags])
    for key, values in smart.attributes.items():
        spans = _RANGE.fullmatch(values[0]) if len(values) == 1 else None
        if spans and (spans[1] or spans[2]):
            ranges.append(_range(key, spans[1], spans[2]))
        else:
            facets.append([facet_of(key, value) for value in values])
    return facets, ranges


def narrower(first: int | None, second: int | None, choose: Any) -> int | None:
    """Return the narrower of two bounds, where None is none."""
    given = [bound for bound in (first, second) if bound is not None]
    return choose(given) if given else None


def _wrong(name: str, code: str, detail: str) -> Invalid:
    return Invalid(detail, errors=[FieldError(f"?{name}", code, detail)])
