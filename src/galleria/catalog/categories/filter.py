"""Which products a smart category has: a filter that is kept, and applied when it is read; pure."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.base.money import PriceMinor
from galleria.base.refusals import FieldError
from galleria.catalog.fields import Line

VALUES_MAX = 50
ATTRIBUTES_MAX = 20
VALUE_LENGTH_MAX = 400

Values = Annotated[list[Line], Meta(max_length=VALUES_MAX)]


class CategoryFilter(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A product must meet every part that is given; of a list, any one of its values is enough.

    `q` is searched for as shoppers search. `attributes` has values by the keys of attributes that
    can be filtered by. `category_id` stands for that category and all that is below it.
    """

    q: Line | None = None
    brands: Values = []
    tags: Values = []
    attributes: Annotated[
        dict[str, list[str]],
        Meta(max_length=ATTRIBUTES_MAX, examples=[{"material": ["oak", "ash"]}]),
    ] = {}
    price_min_minor: PriceMinor | None = None
    price_max_minor: PriceMinor | None = None
    category_id: UUID | None = None


NO_FILTER = CategoryFilter()


def filter_errors(wanted: CategoryFilter, pointer: str) -> list[FieldError]:
    """Return everything wrong with a filter beyond the types of its fields."""
    errors: list[FieldError] = []
    if wanted == NO_FILTER:
        errors.append(FieldError(pointer, "empty", "Say which products it has."))
    lowest, highest = wanted.price_min_minor, wanted.price_max_minor
    if lowest is not None and highest is not None and lowest > highest:
        detail = "It is below the lowest price."
        errors.append(FieldError(f"{pointer}/price_max_minor", "range", detail))
    for key, values in wanted.attributes.items():
        at = f"{pointer}/attributes/{key.replace('~', '~0').replace('/', '~1')}"
        if not 1 <= len(values) <= VALUES_MAX:
            errors.append(FieldError(at, "length", f"From 1 to {VALUES_MAX} values."))
            continue
        errors += [
            FieldError(f"{at}/{index}", "length", f"From 1 to {VALUE_LENGTH_MAX} characters.")
            for index, value in enumerate(values)
            if not 1 <= len(value) <= VALUE_LENGTH_MAX
        ]
    return errors


def encoded(wanted: CategoryFilter) -> Raw:
    """Return the filter as it is kept: without what it does not say."""
    return Raw(msgspec.json.encode(wanted))


def decoded(kept: Raw | None) -> CategoryFilter | None:
    """Return the filter of a category; None: it is not smart."""
    return None if kept is None else msgspec.json.decode(kept, type=CategoryFilter)
