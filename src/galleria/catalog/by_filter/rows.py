"""A change by filter as it is sent: which products, and what is to become of them."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from galleria.base.free_json import JsonObject
from galleria.base.money import MINOR_MAX, PriceMinor
from galleria.catalog.fields import CurrencyCode, Line, ProductKind, ProductStatus, Tag

VALUES_MAX = 100
VALUE_LENGTH_MAX = 400
FILTER_ATTRIBUTES_MAX = 20
PRODUCTS_NAMED_MAX = 1_000
STEP_MINOR_MAX = 10**9

Values = Annotated[list[Line], Meta(min_length=1, max_length=VALUES_MAX)]
Tags = Annotated[list[Tag], Meta(min_length=1, max_length=VALUES_MAX)]
Percent = Annotated[
    str,
    Meta(
        pattern=r"^[+-]?[0-9]{1,4}(\.[0-9]{1,2})?$(?!\n)",
        description="A decimal of at most two places.",
        examples=["-10"],
    ),
]
CompareAt = Literal["keep", "old_price", "clear"]


class ProductFilter(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A product must meet every part that is given; of a list, any one of its values is enough.

    A price is one of any of its variants. `category_id` stands for that category and all that is
    below it. Nothing given: every product of the catalog.
    """

    product_ids: Annotated[list[UUID], Meta(min_length=1, max_length=PRODUCTS_NAMED_MAX)] | None = (
        None
    )
    brands: Values | None = None
    tags: Tags | None = None
    category_id: UUID | None = None
    status: ProductStatus | None = None
    kind: ProductKind | None = None
    price_min_minor: PriceMinor | None = None
    price_max_minor: PriceMinor | None = None
    attributes: (
        Annotated[
            dict[str, list[str]],
            Meta(max_length=FILTER_ATTRIBUTES_MAX, examples=[{"material": ["oak", "ash"]}]),
        ]
        | None
    ) = None


class PriceEnding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prices that end alike: 99 of 100 is .99, 0 of 100 a whole euro, 0 of 5 the coins there are.

    In minor units of the price's own currency: where a currency has no decimals, 0 of 100 is a
    round hundred.
    """

    ends_with_minor: Annotated[int, Meta(ge=0, lt=STEP_MINOR_MAX, examples=[99])]
    of_minor: Annotated[int, Meta(ge=1, le=STEP_MINOR_MAX, examples=[100])]


class PriceChange(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One of `percent`, `amount_minor` (added; negative: taken off) and `set_minor`, then rounded.

    Rounding is to the nearest price with that ending, of two as near to the lower one; without it,
    to a whole minor unit. What is free stays free, and nothing falls below 0. Only prices in
    `currency` are changed; left out, it is the catalog's.
    """

    percent: Percent | None = None
    amount_minor: Annotated[int, Meta(ge=-MINOR_MAX, le=MINOR_MAX, examples=[-50])] | None = None
    set_minor: PriceMinor | None = None
    round_to: PriceEnding | None = None
    currency: CurrencyCode | None = None


class BulkEdit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is left out stays as it is; null clears it.

    `compare_at`: where a price falls, `old_price` keeps what it was as the one to compare with.
    `attributes` are merged, and those that are null taken away. `category_id` is the primary one.
    """

    price: PriceChange | None = None
    compare_at: CompareAt = "keep"
    status: ProductStatus | UnsetType = UNSET
    brand: Line | UnsetType | None = UNSET
    tax_class: Line | UnsetType | None = UNSET
    fulfilment_partner: Line | UnsetType | None = UNSET
    category_id: UUID | UnsetType = UNSET
    add_tags: Tags | None = None
    remove_tags: Tags | None = None
    attributes: JsonObject | UnsetType = UNSET


EXAMPLE = {
    "price": {"percent": "-10", "round_to": {"ends_with_minor": 99, "of_minor": 100}},
    "compare_at": "old_price",
    "add_tags": ["sale"],
}


class ChangeByFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With `dry_run`, it is said what would change, and nothing is."""

    filter: Annotated[ProductFilter, Meta(examples=[{"brands": ["Leaf"], "status": "active"}])]
    change: Annotated[BulkEdit, Meta(examples=[EXAMPLE])]
    dry_run: bool = False


class UndoChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With `dry_run`, it is said what would change, and nothing is."""

    dry_run: bool = False
