"""A product's variants as they will be: what was there, changed by what was sent; pure."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct

from galleria.base.ids import new_id
from galleria.base.money import currency_errors
from galleria.base.refusals import FieldError
from galleria.catalog.fields import NO_LIST, VARIANTS_MAX, is_same
from galleria.catalog.products.queries import VariantRow
from galleria.catalog.products.rows import Option, ProductSent, VariantSent

SHORTHAND = (
    "sku", "barcode", "further_barcodes", "price_minor", "compare_at_minor", "cost_minor",
    "currency", "weight_grams", "length_mm", "width_mm", "height_mm",
)  # fmt: skip
SENT = (*SHORTHAND, "is_active")
UNIQUE = ("sku", "barcode")


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
    short = [name for name in SHORTHAND if getattr(fields, name) is not UNSET]
    if fields.variants is not UNSET:
        if short:
            return Merged([], [_ambiguous(name) for name in short])
        merged = _merge_list(fields.variants, before, product_id, currency)
        return _with_absent(merged, before) if keep_absent else merged
    if not short and before:
        return Merged(before, [])
    if len(before) > 1:
        return Merged([], [_several(name, len(before)) for name in short])
    there = before[0] if before else None
    sent = VariantSent(**{name: getattr(fields, name) for name in short})
    variant = _variant(sent, there, product_id=product_id, position=0, currency=currency)
    return Merged([variant], _variant_errors(variant, sent, ""))


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
        variant = _variant(row, there, product_id=product_id, position=position, currency=currency)
        variants.append(variant)
        errors += _variant_errors(variant, row, at)
    return Merged(variants, errors + _repeated(variants))


def _with_absent(merged: Merged, before: list[VariantRow]) -> Merged:
    named = {row.variant_id for row in merged.variants}
    absent = [row for row in before if row.variant_id not in named]
    variants = list(merged.variants)
    variants += [
        msgspec.structs.replace(row, position=position)
        for position, row in enumerate(absent, len(variants))
    ]
    errors = merged.errors or _repeated(variants)
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


def _variant(
    sent: VariantSent, there: VariantRow | None, *, product_id: UUID, position: int, currency: str
) -> VariantRow:
    base = there or _blank(product_id, position, currency)
    changes: dict[str, Any] = {
        name: value for name in SENT if (value := getattr(sent, name)) is not UNSET
    }
    if sent.option_values is not UNSET:
        changes["option_values"] = sent.option_values
    if sent.media is not UNSET:
        media = Raw(msgspec.json.encode(sent.media))
        changes["media"] = base.media if is_same(base.media, media) else media
    return msgspec.structs.replace(base, position=position, **changes)


def _blank(product_id: UUID, position: int, currency: str) -> VariantRow:
    return VariantRow(
        variant_id=new_id(),
        product_id=product_id,
        position=position,
        option_values=[],
        sku=None,
        barcode=None,
        further_barcodes=[],
        price_minor=-1,
        compare_at_minor=None,
        cost_minor=None,
        currency=currency,
        weight_grams=None,
        length_mm=None,
        width_mm=None,
        height_mm=None,
        media=NO_LIST,
        is_active=True,
    )


def _variant_errors(variant: VariantRow, sent: VariantSent, at: str) -> list[FieldError]:
    errors: list[FieldError] = []
    if variant.price_minor < 0:
        errors.append(FieldError(f"{at}/price_minor", "missing", "A new variant needs a price."))
    if sent.currency is not UNSET:
        errors += currency_errors(sent.currency, f"{at}/currency")
    return errors


def _repeated(variants: list[VariantRow]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, object]] = set()
    for row in variants:
        at = f"/variants/{row.position}"
        for name in (*UNIQUE, "option_values"):
            value = getattr(row, name)
            mark = (name, tuple(value) if name == "option_values" else value)
            if value is not None and mark in seen:
                detail = "Another variant of the product has the same."
                errors.append(FieldError(f"{at}/{name}", "repeated", detail))
            seen.add(mark)
    return errors


def fitting_options(options: list[Option], variants: list[VariantRow]) -> list[Option]:
    """Return the options, those without values filled from the variants, in their order."""
    return [
        option
        if option.values
        else Option(
            option.name,
            list(
                dict.fromkeys(
                    row.option_values[place] for row in variants if len(row.option_values) > place
                )
            ),
        )
        for place, option in enumerate(options)
    ]


def option_errors(
    options: list[Option], variants: list[VariantRow], *, are_sent: bool
) -> list[FieldError]:
    """Return what is wrong between a product's options and its variants.

    At the variants if they were sent, and at the options otherwise.
    """
    names = [option.name for option in options]
    if len(set(names)) < len(names):
        return [FieldError("/options", "repeated", "Two options have the same name.")]
    allowed = [set(option.values) for option in options]
    errors = [
        FieldError(
            f"/variants/{row.position}/option_values" if are_sent else "/options",
            "options",
            f"{row.option_values} is not a value of each option {names}.",
        )
        for row in variants
        if len(row.option_values) != len(options)
        or any(value not in allowed[at] for at, value in enumerate(row.option_values))
    ]
    return errors if are_sent else errors[:1]


def _ambiguous(name: str) -> FieldError:
    return FieldError(f"/{name}", "ambiguous", "Say it in `variants`, or here, not in both.")


def _several(name: str, count: int) -> FieldError:
    detail = f"The product has {count} variants; send `variants`."
    return FieldError(f"/{name}", "several_variants", detail)
