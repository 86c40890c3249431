"""What the catalog refuses, told by line and column of the file; pure."""

import re

from galleria.base.refusals import FieldError
from galleria.catalog import MergeMode
from galleria.transfers.applied import Applied, Refusal
from galleria.transfers.rows import ImportCategory, ImportProduct, ImportVariant, RowProblem

_VARIANT = re.compile(r"/variants/([0-9]+)(?:/(\w+).*)?")


def refusal_of(thing: ImportCategory | ImportProduct, errors: list[FieldError]) -> Refusal:
    """Return the refusal of all rows of a thing."""
    problems = tuple(_problem(thing, error) for error in errors)
    return Refusal(thing.line, thing.rows, problems or (_UNKNOWN,), thing.name)


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


def refused_by_mode(category: ImportCategory, mode: MergeMode, there: set[str]) -> Applied | None:
    """Return the category refused, where the mode has no use for it."""
    is_there = category.external_key in there
    if not category.rows or is_there == (mode == "update"):
        return None
    code, detail = _THERE if is_there else _NOT_THERE
    problem = RowProblem("external_key", code, detail)
    refusal = Refusal(category.line, category.rows, (problem,), category.name)
    return Applied(category, "refused", (), (refusal,))


_THERE = ("there", "The catalog has this category: mode=create changes none.")
_NOT_THERE = ("not_there", "The catalog has no such category: mode=update makes none.")
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
