"""What makes a smart category sound: its filter names what is there; pure."""

from uuid import UUID

from msgspec import UNSET, Struct

from galleria.base.refusals import FieldError
from galleria.catalog.categories.filter import CategoryFilter, filter_errors
from galleria.catalog.categories.queries import CategoryRow, SmartFact
from galleria.catalog.categories.rows import CategorySent


class Wishes(Struct, frozen=True):
    """What to look up before deciding about the rows of a call that say anything of filters."""

    filtered_ids: list[UUID]
    attribute_keys: list[str]
    becoming_ids: list[UUID]


class SmartFacts(Struct, frozen=True):
    """What was found: the manual categories among those named, the attributes that can be filtered
    by, and of the categories that are to be smart those with products and those in a filter.
    """

    manual_ids: set[UUID]
    attribute_keys: set[str]
    with_products: set[UUID]
    in_filters: set[UUID]


def wishes_of(rows: list[tuple[UUID, CategorySent]]) -> Wishes | None:
    """Return what has to be known of these rows; None: nothing."""
    if all(row.kind is UNSET and row.filter is UNSET for _, row in rows):
        return None
    filters = [row.filter for _, row in rows if isinstance(row.filter, CategoryFilter)]
    return Wishes(
        [one.category_id for one in filters if one.category_id is not None],
        sorted({key for one in filters for key in one.attributes}),
        [category_id for category_id, row in rows if row.kind == "smart"],
    )


def facts_of(found: list[SmartFact], rows: list[tuple[UUID, CategorySent]]) -> SmartFacts:
    """Return the facts; a category that a row makes smart is no manual one any more."""
    by_kind: dict[str, set[str]] = {}
    for one in found:
        by_kind.setdefault(one.fact, set()).add(one.subject)
    becoming = {category_id for category_id, row in rows if row.kind == "smart"}

    def ids(fact: str) -> set[UUID]:
        return {UUID(subject) for subject in by_kind.get(fact, ())}

    return SmartFacts(
        ids("manual") - becoming,
        by_kind.get("attribute", set()),
        ids("with_products"),
        ids("in_filter"),
    )


def smart_errors(
    fields: CategorySent, before: CategoryRow | None, after: CategoryRow, facts: SmartFacts | None
) -> list[FieldError]:
    """Return everything wrong with what a row says of kind and filter.

    Without facts, what it names is taken to be there: a catalog that is yet to be made.
    """
    if fields.kind is UNSET and fields.filter is UNSET:
        return []
    if after.kind == "manual":
        if isinstance(fields.filter, CategoryFilter):
            return [FieldError("/filter", "not_smart", "Only a smart category has a filter.")]
        return []
    errors = [] if before is None or facts is None else _own_errors(before, facts)
    if isinstance(fields.filter, CategoryFilter):
        errors += filter_errors(fields.filter, "/filter")
        errors += [] if facts is None else _named_errors(fields.filter, facts)
    elif after.filter is None:
        errors.append(FieldError("/filter", "missing", "A smart category needs a filter."))
    return errors


def _own_errors(before: CategoryRow, facts: SmartFacts) -> list[FieldError]:
    errors: list[FieldError] = []
    if before.category_id in facts.with_products:
        detail = "It has products of its own; a smart category has none."
        errors.append(FieldError("/kind", "not_empty", detail))
    if before.category_id in facts.in_filters:
        detail = "The filter of another category names it; those name no smart ones."
        errors.append(FieldError("/kind", "in_use", detail))
    return errors


def _named_errors(wanted: CategoryFilter, facts: SmartFacts) -> list[FieldError]:
    errors: list[FieldError] = []
    if wanted.category_id is not None and wanted.category_id not in facts.manual_ids:
        detail = "There is no such category here, or it is a smart one."
        errors.append(FieldError("/filter/category_id", "not_found", detail))
    for key in wanted.attributes:
        if key not in facts.attribute_keys:
            at = f"/filter/attributes/{key.replace('~', '~0').replace('/', '~1')}"
            detail = "There is no attribute of this key that can be filtered by."
            errors.append(FieldError(at, "not_found", detail))
    return errors
