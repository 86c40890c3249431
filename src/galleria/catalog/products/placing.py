"""Which categories a product will be in: the primary one and the others; pure."""

from uuid import UUID

from msgspec import UNSET, Struct

from galleria.base.refusals import FieldError
from galleria.catalog.products.queries import ProductRow
from galleria.catalog.products.rows import ProductSent
from galleria.catalog.products.surroundings import Surroundings

PRIMARY = ("category_id", "category_external_key")
FURTHER = ("further_category_ids", "further_category_external_keys")


class Placing(Struct, frozen=True):
    """A product of any category has a primary one; `further` are the others, by id."""

    primary: UUID | None
    further: list[UUID]
    errors: list[FieldError] = []


def placing(fields: ProductSent, base: ProductRow, around: Surroundings) -> Placing | None:
    """Return the product's categories as the row wants them; None: it says nothing of them.

    Without a primary category, the first of the others is.
    """
    one = [name for name in PRIMARY if getattr(fields, name) is not UNSET]
    others = [name for name in FURTHER if getattr(fields, name) is not UNSET]
    if not one and not others:
        return None
    errors = [_ambiguous(names[1]) for names in (one, others) if len(names) > 1]
    if errors:
        return Placing(None, [], errors)
    primary, further = base.category_id, base.further_category_ids
    if one:
        primary = _primary(fields, one[0], around, errors)
    if others:
        further = _further(fields, others[0], around, errors)
    if primary is None and further:
        primary, further = further[0], further[1:]
    return Placing(primary, sorted({one for one in further if one != primary}), errors)


def _primary(
    fields: ProductSent, name: str, around: Surroundings, errors: list[FieldError]
) -> UUID | None:
    value = getattr(fields, name)
    if value is None:
        return None
    found = around.category(value)
    if found is None:
        errors.append(_absent(f"/{name}"))
    return found


def _further(
    fields: ProductSent, name: str, around: Surroundings, errors: list[FieldError]
) -> list[UUID]:
    found: list[UUID] = []
    for place, value in enumerate(getattr(fields, name)):
        category_id = around.category(value)
        if category_id is None:
            errors.append(_absent(f"/{name}/{place}"))
        else:
            found.append(category_id)
    return found


def _ambiguous(name: str) -> FieldError:
    return FieldError(f"/{name}", "ambiguous", "Name the category in one way only.")


def _absent(pointer: str) -> FieldError:
    detail = "There is no such category here, or it is a smart one, which finds its products."
    return FieldError(pointer, "not_found", detail)
