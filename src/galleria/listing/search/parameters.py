"""What shoppers may ask for, as query parameters."""

from typing import Annotated, Literal

from msgspec import Meta

from galleria.base.pages import PageQuery
from galleria.listing.shop.doors import Locale, ShopQuery

SAID_LENGTH_MAX = 400
VALUE_LENGTH_MAX = 500
VALUES_MAX = 50

Sort = Literal["relevance", "default", "name", "price", "-price", "newest", "best_selling"]
Said = Annotated[
    str,
    Meta(
        max_length=SAID_LENGTH_MAX,
        description="Words of the name, brand, tags, category or description; the last one may be "
        "only begun. A SKU or barcode finds its product first.",
        examples=["linen shirt"],
    ),
]
Category = Annotated[
    str,
    Meta(min_length=1, max_length=200, description="In it or below it: an id or a slug."),
]
Brands = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=200)]],
    Meta(max_length=VALUES_MAX, description="Any one of them.", examples=[["Acme"]]),
]
Tags = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=200)]],
    Meta(max_length=VALUES_MAX, description="All of them.", examples=[["new"]]),
]
Attributes = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=VALUE_LENGTH_MAX)]],
    Meta(
        max_length=VALUES_MAX,
        description="`key:value`; of one key any one of its values, of several keys one of each. "
        "A number or a date is `key:1..5`, either end may be left out.",
        examples=[["colour:red", "weight:1..5"]],
    ),
]
Minor = Annotated[int, Meta(ge=0, le=2**53 - 1, description="In the currency's smallest unit.")]
InStock = Annotated[bool, Meta(description="Only what is in stock, or is not counted.")]
Subtree = Annotated[
    bool,
    Meta(description="Also what is below it. Without: what is in none of the categories below."),
]


class Filters(ShopQuery, frozen=True, forbid_unknown_fields=True):
    """What narrows a list."""

    q: Said | None = None
    category: Category | None = None
    brand: Brands = []
    tag: Tags = []
    attribute: Attributes = []
    price_min_minor: Minor | None = None
    price_max_minor: Minor | None = None
    in_stock: InStock = False


class ShopProductQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Without `sort`: by relevance where `q` is there, else by sort order and name."""

    locale: Locale | None = None
    q: Said | None = None
    category: Category | None = None
    brand: Brands = []
    tag: Tags = []
    attribute: Attributes = []
    price_min_minor: Minor | None = None
    price_max_minor: Minor | None = None
    in_stock: InStock = False
    sort: Sort | None = None


class CategoryProductQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Without `sort`: by relevance where `q` is there, else as the category's products are sorted.

    That may be by hand: what was arranged comes first, then the rest by sort order and name.
    """

    locale: Locale | None = None
    q: Said | None = None
    brand: Brands = []
    tag: Tags = []
    attribute: Attributes = []
    price_min_minor: Minor | None = None
    price_max_minor: Minor | None = None
    in_stock: InStock = False
    subtree: Subtree = True
    sort: Sort | None = None
