"""What the catalog refuses, told by line and column of the file; pure."""

import re

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.transfers.applied import Refusal
from galleria.transfers.rows import ImportCategory, ImportProduct, ImportVariant, RowProblem

_VARIANT = re.compile(r"/variants/([0-9]+)(?:/(\w+))?")


def refusal_of(thing: ImportCategory | ImportProduct, errors: list[FieldError]) -> Refusal:
    """Return the refusal of all rows of a thing."""
    problems = tuple(_problem(thing, error) for error in errors)
    return Refusal(thing.line, thing.rows, problems or (_UNKNOWN,), thing.name)


def variants_at_fault(
    product: ImportProduct, outcome: RowOutcome
) -> dict[int, list[FieldError]] | None:
    """Return the variants that alone stand in the way of a product, by their places in it."""
    if outcome.status != "refused":
        return None
    wrong: dict[int, list[FieldError]] = {}
    for error in outcome.errors:
        place = _place(product, error)
        if place is None:
            return None
        wrong.setdefault(place, []).append(error)
    return wrong if len(wrong) < len(product.variants) else None


def refused_variants(
    product: ImportProduct, wrong: dict[int, list[FieldError]]
) -> tuple[Refusal, ...]:
    """Return a refusal for each variant that its product went on without."""
    return tuple(
        Refusal(
            product.variants[place].line,
            1,
            tuple(_problem(product, error) for error in errors),
            _shown(product, product.variants[place]),
        )
        for place, errors in wrong.items()
    )


_UNKNOWN = RowProblem(None, "refused", "the catalog does not take it")


def _place(product: ImportProduct, error: FieldError) -> int | None:
    found = _VARIANT.fullmatch(error.pointer)
    # Behind those of the file stand variants that the catalog had: the fault is not a row's alone.
    if found is None or int(found[1]) >= len(product.variants):
        return None
    return int(found[1])


def _problem(thing: ImportCategory | ImportProduct, error: FieldError) -> RowProblem:
    if isinstance(thing, ImportProduct) and (place := _place(thing, error)) is not None:
        found = _VARIANT.fullmatch(error.pointer)
        column = found[2] if found else None
        line = thing.variants[place].line
        return RowProblem(column, error.code, f"line {line}: {error.detail}")
    column = error.pointer.lstrip("/").replace("/", ".") or None
    return RowProblem(column, error.code, error.detail)


def _shown(product: ImportProduct, variant: ImportVariant) -> str:
    return " / ".join([product.name, *variant.option_values])
