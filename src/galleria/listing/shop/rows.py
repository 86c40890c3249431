"""What several shopper answers have in common."""

from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

T = TypeVar("T")

# How a thing can be had. What is not counted is in stock; the best of its variants is a product's.
Availability = Literal["in_stock", "preorder", "backorder", "out_of_stock"]


class Picture(Struct, frozen=True):
    """A picture, video or mockup; `alt_text` is for those who do not see it."""

    url: str
    alt_text: str = ""
    kind: Literal["image", "video", "mockup"] = "image"


class Crumb(Struct, frozen=True):
    """A category on the way from the top."""

    category_id: UUID
    name: str
    slug: str


class Alternate(Struct, frozen=True):
    """The same page in another of the shop's languages."""

    locale: str
    slug: str


def decoded(raw: Raw, wanted: type[T]) -> T:
    """Return the JSON that a statement made."""
    return msgspec.json.decode(raw, type=wanted)


def alternates(slugs: Raw) -> list[Alternate]:
    """Return slugs by locale as a list, in the order of the locales' names."""
    by_locale: dict[str, Any] = msgspec.json.decode(slugs)
    return [Alternate(locale, slug) for locale, slug in sorted(by_locale.items())]
