"""What the counts are answered with."""

from typing import Literal
from uuid import UUID

from msgspec import Struct


class FacetCategory(Struct, frozen=True):
    """A category right below the one that was asked for, or at the top."""

    category_id: UUID
    name: str
    slug: str
    products: int


class FacetValue(Struct, frozen=True):
    """A value to choose, and how many products there would be with it."""

    value: str
    products: int
    is_chosen: bool


class FacetAttribute(Struct, frozen=True):
    """A number or a date has its lowest and its highest value, any other kind its values.

    A day is "2026-11-21". Where more than about 1,200 products match, the ends are those of a
    sample of as many: a few may lie beyond them.
    """

    key: str
    name: str
    kind: Literal["text", "number", "choice", "boolean", "date"]
    unit: str | None
    values: list[FacetValue]
    lowest: float | str | None
    highest: float | str | None


class FacetSpan(Struct, frozen=True):
    """How many products cost from the one price to below the other."""

    from_minor: int
    to_minor: int
    products: int


class FacetPrices(Struct, frozen=True):
    """The lowest and the highest price, and about five spans between them."""

    lowest_minor: int
    highest_minor: int
    spans: list[FacetSpan]


class Facets(Struct, frozen=True):
    """How many products there are, and how many with each value, at most 100 of a kind.

    `is_estimated`: more than about 1,200 match, and the counts are those of a sample, multiplied.
    """

    total: int
    is_estimated: bool
    categories: list[FacetCategory]
    brands: list[FacetValue]
    tags: list[FacetValue]
    availability: list[FacetValue]
    attributes: list[FacetAttribute]
    prices: FacetPrices | None
