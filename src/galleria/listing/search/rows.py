"""What a list of products is answered with. The documents are sent as they were prepared."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.free_json import JsonObject
from galleria.base.pages import Page
from galleria.listing.shop.rows import Availability, Picture


class ListedOption(Struct, frozen=True):
    """An option that the product is sold in, such as a size."""

    name: str
    values: list[str] = []


class ListedVariant(Struct, frozen=True):
    """One of the first twelve variants."""

    variant_id: UUID
    option_values: list[str]
    sku: str | None
    price_minor: int
    compare_at_minor: int | None
    currency: str
    availability: Availability


class ListedProduct(Struct, frozen=True):
    """A product as a list shows it. `compare_at_minor` belongs to the lowest price.

    `summary` is how the description begins; `variants` are the first twelve of `variant_count`.
    """

    product_id: UUID
    kind: Literal["physical", "digital", "gift_card", "bundle"]
    name: str
    slug: str
    summary: str
    brand: str | None
    category_id: UUID | None
    tags: list[str]
    price_min_minor: int
    price_max_minor: int
    compare_at_minor: int | None
    currency: str
    options: list[ListedOption]
    variant_count: int
    variants: list[ListedVariant]
    modifiers: list[Any]
    attributes: JsonObject
    image: Picture | None
    availability: Availability


class FoundProducts(Page[ListedProduct], frozen=True):
    """A page. `corrected`: nothing was found for `q`, and this is what was looked for instead."""

    items: list[ListedProduct]
    corrected: str | None = None


class Position(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended: what its last row is sorted by. No text: it was arranged by hand."""

    sort: str
    number: int
    text: str | None
    after: UUID
    corrected: str | None = None


def found_products(
    documents: str, position: Position | None, *, corrected: str | None = None
) -> FoundProducts:
    """Return a page of prepared documents, joined by commas; `position` is where there is more."""
    items: Any = Raw(f"[{documents}]".encode())
    mark = None if position is None else msgspec.json.encode(position).decode()
    return FoundProducts(items, mark, corrected)
