"""Variants made from a product's options: one for every combination of their values; pure."""

from itertools import product
from math import prod
from uuid import UUID

import msgspec
from msgspec import UNSET

from galleria.base.refusals import FieldError
from galleria.catalog.fields import VARIANTS_MAX
from galleria.catalog.products.one_variant import CODES, variant, variant_errors
from galleria.catalog.products.queries import ProductRow, VariantRow
from galleria.catalog.products.rows import Option, ProductSent, VariantSent
from galleria.catalog.products.variants import Merged, repeated, several, shorthand

Values = tuple[str, ...]
# What another variant of the product is like; its codes and pictures are its own.
ALIKE = (
    "price_minor", "compare_at_minor", "cost_minor", "currency", "weight_grams", "length_mm",
    "width_mm", "height_mm",
)  # fmt: skip


def generates(fields: ProductSent, before: ProductRow | None) -> bool:
    """Say whether the row has its variants made from its options: other ones than there are."""
    options = fields.options
    if options is UNSET or fields.variants is not UNSET or not options:
        return False
    if not all(option.values for option in options):
        return False
    return before is None or msgspec.json.decode(before.options, type=list[Option]) != options


def combinations_count(options: list[Option]) -> int:
    """Return how many variants the options make."""
    return prod(len(option.values) for option in options)


def generated(
    fields: ProductSent,
    options_before: list[Option],
    before: list[VariantRow],
    *,
    product_id: UUID,
    currency: str,
) -> Merged:
    """Return a variant for each combination, in their order.

    One that is there stays as it is, also when its options are named anew, change places, or get
    one more: then it is the first of those it was. A new one is at the price that is given, or at
    that of one alike.
    """
    assert fields.options is not UNSET
    count = combinations_count(fields.options)
    if count > VARIANTS_MAX:
        detail = f"They make {count:,} combinations, at most {VARIANTS_MAX:,}: send `variants`."
        return Merged([], [FieldError("/options", "limit", detail)])
    short = shorthand(fields)
    if own := [name for name in CODES if name in short and count > 1]:
        return Merged([], [several(name, count) for name in own])
    sent = VariantSent(**{name: getattr(fields, name) for name in short})
    places = _places(fields.options, options_before)
    alike = _by_values(before, places)
    taken: set[UUID] = set()
    variants: list[VariantRow] = []
    for position, values in enumerate(product(*(option.values for option in fields.options))):
        rows = alike.get(tuple(values[new] for _, new in places), [])
        there = next((row for row in rows if row.variant_id not in taken), None)
        if there is not None:
            taken.add(there.variant_id)
        like = next(iter(rows or before), None)
        row = sent if count == 1 else _sent(sent, there, like)
        row = msgspec.structs.replace(row, option_values=list(values))
        variants.append(
            variant(row, there, product_id=product_id, position=position, currency=currency)
        )
    return Merged(variants, variant_errors(variants[0], sent, "") + repeated(variants[:1], ""))


def _by_values(
    before: list[VariantRow], places: list[tuple[int, int]]
) -> dict[Values, list[VariantRow]]:
    alike: dict[Values, list[VariantRow]] = {}
    for row in before:
        alike.setdefault(tuple(row.option_values[old] for old, _ in places), []).append(row)
    return alike


def _sent(sent: VariantSent, there: VariantRow | None, like: VariantRow | None) -> VariantSent:
    if there is not None:
        return VariantSent()
    known = {name: getattr(like, name) for name in ALIKE} if like else {}
    said = {name: value for name in ALIKE if (value := getattr(sent, name)) is not UNSET}
    return VariantSent(**{**known, **said})


def _places(options: list[Option], before: list[Option]) -> list[tuple[int, int]]:
    """Return which of the old options is which of the new: by name, or renamed in its place."""
    old_names = [option.name for option in before]
    new_names = [option.name for option in options]
    places: list[tuple[int, int]] = []
    for new, name in enumerate(new_names):
        if name in old_names:
            places.append((old_names.index(name), new))
        elif new < len(old_names) and old_names[new] not in new_names:
            places.append((new, new))
    return places
