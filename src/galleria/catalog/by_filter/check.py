"""What is wrong with a change by filter before any product is looked at."""

from typing import cast
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw

from galleria.base.decode import invalid
from galleria.base.free_json import object_errors
from galleria.base.money import currency_errors
from galleria.base.refusals import Conflict, FieldError
from galleria.base.tx import ReadTx
from galleria.catalog.attributes.queries import attribute_definitions
from galleria.catalog.attributes.rules import value_errors
from galleria.catalog.by_filter.plan import Asked, ByFilter
from galleria.catalog.by_filter.queries import categories_named
from galleria.catalog.by_filter.rows import (
    VALUE_LENGTH_MAX,
    VALUES_MAX,
    BulkEdit,
    ChangeByFilter,
    PriceChange,
    ProductFilter,
)
from galleria.catalog.by_filter.rules import HUNDREDTHS, hundredths
from galleria.catalog.fields import tidy_tag

NOTHING = BulkEdit()
WAYS = ("percent", "amount_minor", "set_minor")


async def refuse_unsound(tx: ReadTx, *, catalog_id: UUID, body: ChangeByFilter) -> None:
    """Raise `Invalid` that names every wrong field; at most 2 statements."""
    errors = [*filter_errors(body.filter), *edit_errors(body.change)]
    errors += await _category_errors(tx, catalog_id, body)
    if not errors and body.change.attributes is not UNSET:
        errors += await _attribute_errors(tx, body.change.attributes)
    if errors:
        raise invalid(errors)


async def refuse_gone(tx: ReadTx, asked: Asked) -> None:
    """Raise Conflict when a category that products are to be put in was deleted meanwhile."""
    what = asked.what
    if not isinstance(what, ByFilter) or what.change.category_id is UNSET:
        return
    named = [what.change.category_id]
    if not await categories_named(tx, catalog_id=asked.catalog_id, category_ids=named):
        raise Conflict("The category that they were to be put in was deleted.")


def filter_errors(wanted: ProductFilter) -> list[FieldError]:
    """Return everything wrong with a filter beyond the types of its fields. Pure."""
    errors: list[FieldError] = []
    lowest, highest = wanted.price_min_minor, wanted.price_max_minor
    if lowest is not None and highest is not None and lowest > highest:
        detail = "It is below the lowest price."
        errors.append(FieldError("/filter/price_max_minor", "range", detail))
    for key, values in (wanted.attributes or {}).items():
        at = f"/filter/attributes/{key.replace('~', '~0').replace('/', '~1')}"
        if not 1 <= len(values) <= VALUES_MAX:
            errors.append(FieldError(at, "length", f"From 1 to {VALUES_MAX} values."))
        elif any(len(value) > VALUE_LENGTH_MAX for value in values):
            errors.append(FieldError(at, "length", f"At most {VALUE_LENGTH_MAX} characters each."))
    return errors


def edit_errors(edit: BulkEdit) -> list[FieldError]:
    """Return everything wrong with what is to be changed, beyond the types of its fields. Pure."""
    if edit == NOTHING:
        return [FieldError("/change", "empty", "Say what is to be changed.")]
    errors: list[FieldError] = [] if edit.price is None else _price_errors(edit.price)
    if edit.compare_at == "old_price" and edit.price is None:
        detail = "Without a new price there is no old one."
        errors.append(FieldError("/change/compare_at", "incomplete", detail))
    both = set(map(tidy_tag, edit.add_tags or ())) & set(edit.remove_tags or ())
    if both:
        detail = f"{', '.join(sorted(both))}: added as well."
        errors.append(FieldError("/change/remove_tags", "ambiguous", detail))
    if edit.attributes is not UNSET:
        errors += object_errors(edit.attributes, "/change/attributes")
    return errors


def _price_errors(price: PriceChange) -> list[FieldError]:
    at = "/change/price"
    errors: list[FieldError] = []
    ways = [name for name in WAYS if getattr(price, name) is not None]
    if len(ways) > 1:
        detail = f"Either {ways[0]} or this, not both."
        errors += [FieldError(f"{at}/{name}", "ambiguous", detail) for name in ways[1:]]
    if not ways and price.round_to is None:
        errors.append(FieldError(at, "empty", f"One of {', '.join(WAYS)}, or a rounding."))
    if price.percent is not None and hundredths(price.percent) < -HUNDREDTHS:
        detail = "Nothing can be cheaper by more than 100 %."
        errors.append(FieldError(f"{at}/percent", "range", detail))
    ending = price.round_to
    if ending is not None and ending.ends_with_minor >= ending.of_minor:
        detail = "It must be below of_minor."
        errors.append(FieldError(f"{at}/round_to/ends_with_minor", "range", detail))
    if price.currency is not None:
        errors += currency_errors(price.currency, f"{at}/currency")
    return errors


async def _category_errors(tx: ReadTx, catalog_id: UUID, body: ChangeByFilter) -> list[FieldError]:
    places = {"/filter/category_id": body.filter.category_id}
    if body.change.category_id is not UNSET:
        places["/change/category_id"] = body.change.category_id
    named = {at: category_id for at, category_id in places.items() if category_id is not None}
    if not named:
        return []
    found = await categories_named(tx, catalog_id=catalog_id, category_ids=list(named.values()))
    kinds = {row.category_id: row.kind for row in found}
    errors: list[FieldError] = []
    for at, category_id in named.items():
        if category_id not in kinds:
            errors.append(FieldError(at, "not_found", "There is no such category here."))
        elif kinds[category_id] == "smart":
            detail = "A smart category finds its products itself: use its filter."
            errors.append(FieldError(at, "smart", detail))
    return errors


async def _attribute_errors(tx: ReadTx, attributes: Raw) -> list[FieldError]:
    values = cast(dict[str, object], msgspec.json.decode(attributes))
    definitions = await attribute_definitions(tx)
    about = [definition for definition in definitions if definition.key in values]
    return [
        msgspec.structs.replace(error, pointer=f"/change{error.pointer}")
        for error in value_errors(values, about)
    ]
