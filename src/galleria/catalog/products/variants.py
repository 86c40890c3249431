"""A product's variants as they will be: what was there, changed by what was sent; pure."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from galleria.base.refusals import FieldError
from galleria.catalog.claims import Code
from galleria.catalog.fields import VARIANTS_MAX
from galleria.catalog.products.one_variant import SHORTHAND, codes_of, variant, variant_errors
from galleria.catalog.products.queries import VariantRow
from galleria.catalog.products.rows import ProductSent, VariantSent


class Merged(Struct, frozen=True):
    """The product's variants in their order, or what is wrong with those sent."""

    variants: list[VariantRow]
    errors: list[FieldError]


def merge(
    fields: ProductSent,
    before: list[VariantRow],
    *,
    product_id: UUID,
    currency: str,
    keep_absent: bool,
) -> Merged:
    """Return the variants that the product will have.

    With `keep_absent`, those that `variants` does not name stay, behind those it does.
    """
    short = shorthand(fields)
    if fields.variants is not UNSET:
        if short:
            return Merged([], [_ambiguous(name) for name in short])
        merged = _merge_list(fields.variants, before, product_id, currency)
        return _with_absent(merged, before) if keep_absent else merged
    if not short and before:
        return Merged(before, [])
    if len(before) > 1:
        return Merged([], [several(name, len(before)) for name in short])
    there = before[0] if before else None
    sent = VariantSent(**{name: getattr(fields, name) for name in short})
    only = variant(sent, there, product_id=product_id, position=0, currency=currency)
    errors = variant_errors(only, sent, "")
    return Merged([only], errors + repeated([only], "") if only.further_barcodes else errors)


def shorthand(fields: ProductSent) -> list[str]:
    """Return what the row says of its variants, outside of `variants`."""
    return [name for name in SHORTHAND if getattr(fields, name) is not UNSET]


def several(name: str, count: int) -> FieldError:
    """Return the error of what can only be said of one variant."""
    detail = f"The product has {count} variants; send `variants`."
    return FieldError(f"/{name}", "several_variants", detail)


def repeated(variants: list[VariantRow], at: str) -> list[FieldError]:
    """Return the codes and option values that two of them have, or one twice."""
    errors: list[FieldError] = []
    codes: set[Code] = set()
    values: set[tuple[str, ...]] = set()
    for row in variants:
        here = f"{at}{row.position}/" if at else "/"
        for code, name in codes_of(row):
            if code in codes:
                errors.append(_repeat(f"{here}{name}"))
            codes.add(code)
        if (chosen := tuple(row.option_values)) in values:
            errors.append(_repeat(f"{here}option_values"))
        values.add(chosen)
    return errors


def _merge_list(
    sent: list[VariantSent], before: list[VariantRow], product_id: UUID, currency: str
) -> Merged:
    by_id = {row.variant_id: row for row in before}
    by_values = {tuple(row.option_values): row for row in before}
    used: set[UUID] = set()
    variants: list[VariantRow] = []
    errors: list[FieldError] = []
    for position, row in enumerate(sent):
        at = f"/variants/{position}"
        there = _match(row, by_id, by_values, used)
        if row.variant_id is not None and there is None:
            detail = "The product has no such variant, or it stands here twice."
            errors.append(FieldError(f"{at}/variant_id", "not_found", detail))
            continue
        if there is not None:
            used.add(there.variant_id)
        made = variant(row, there, product_id=product_id, position=position, currency=currency)
        variants.append(made)
        errors += variant_errors(made, row, at)
    return Merged(variants, errors + repeated(variants, "/variants/"))


def _with_absent(merged: Merged, before: list[VariantRow]) -> Merged:
    named = {row.variant_id for row in merged.variants}
    absent = [row for row in before if row.variant_id not in named]
    variants = list(merged.variants)
    variants += [
        msgspec.structs.replace(row, position=position)
        for position, row in enumerate(absent, len(variants))
    ]
    errors = merged.errors or repeated(variants, "/variants/")
    if len(variants) > VARIANTS_MAX:
        detail = f"With those that are there it would have {len(variants)}, at most {VARIANTS_MAX}."
        errors = [*errors, FieldError("/variants", "limit", detail)]
    return Merged(variants, errors)


def _match(
    sent: VariantSent,
    by_id: dict[UUID, VariantRow],
    by_values: dict[tuple[str, ...], VariantRow],
    used: set[UUID],
) -> VariantRow | None:
    if sent.variant_id is not None:
        there = by_id.get(sent.variant_id)
    else:
        values = () if sent.option_values is UNSET else tuple(sent.option_values)
        there = by_values.get(values)
    return None if there is None or there.variant_id in used else there


def _repeat(pointer: str) -> FieldError:
    return FieldError(pointer, "repeated", "A variant of the product has the same.")


def _ambiguous(name: str) -> FieldError:
    return FieldError(f"/{name}", "ambiguous", "Say it in `variants`, or here, not in both.")
