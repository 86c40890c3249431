"""Which rows of a call can be done together, and what each makes; pure."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.catalog.claims import Code, contested, taken_errors, wish
from galleria.catalog.products.bundles import settle_bundles
from galleria.catalog.products.draft import (
    Draft,
    Wanted,
    base_slug,
    draft,
    makes_slug,
    slug_codes,
)
from galleria.catalog.products.one_variant import codes_of
from galleria.catalog.products.queries import ProductRow, VariantRow
from galleria.catalog.products.rows import ProductSent
from galleria.catalog.products.surroundings import Surroundings
from galleria.catalog.rows import refused
from galleria.catalog.slugs import free_slug

OWN_CODES = ("slug", "external_key")


class Plan(Struct, frozen=True):
    """The rows to write, and the outcomes of those that will not be."""

    drafts: list[Draft]
    refused: list[RowOutcome]


def draft_all(wanted: list[Wanted], around: Surroundings) -> Plan:
    """Decide what can be decided row by row."""
    drafts: list[Draft] = []
    outcomes: list[RowOutcome] = []
    for row in wanted:
        drafted = draft(row, around)
        if isinstance(drafted, Draft):
            drafts.append(drafted)
        else:
            outcomes.append(refused(row.index, drafted))
    return Plan(drafts, outcomes)


def codes_sent(wanted: Wanted) -> set[Code]:
    """Return every code that the row may gain: whoever has it now is to be looked up."""
    fields = wanted.fields
    codes = set(slug_codes(wanted))
    codes |= {(kind, value) for kind in OWN_CODES if (value := getattr(fields, kind))}
    if fields.variants is UNSET:
        codes |= {code for code, _ in codes_of(fields)}
    else:
        codes |= {code for variant in fields.variants for code, _ in codes_of(variant)}
    return codes - _codes(wanted.before, wanted.variants)


def codes_made(drafted: Draft) -> set[Code]:
    """Return every code that the row will have."""
    return _after(drafted)


def touches_codes(drafted: Draft) -> bool:
    """Say whether the row may gain or give up a code."""
    return (
        drafted.before is None
        or drafted.is_resold
        or any(name in drafted.changed for name in OWN_CODES)
    )


def decide(wanted: list[Wanted], first: Plan, around: Surroundings) -> Plan:
    """Give slugs to the new, parts to bundles, and refuse rows that cannot have what they want.

    All rows happen at once, so whoever counts on a row that is refused is refused, too: each round
    has fewer left.
    """
    drafts = _with_slugs(wanted, {row.index: row for row in first.drafts}, around.holders)
    sent = {row.index: row.fields for row in wanted}
    outcomes = list(first.refused)
    while True:
        taken = _contested(sent, drafts, around.holders)
        standing = {index: row for index, row in drafts.items() if index not in taken}
        settled, faults = settle_bundles(standing, sent, around)
        if not faults:
            outcomes += [refused(index, errors) for index, errors in taken.items()]
            return Plan(list(settled.values()), outcomes)
        outcomes += [refused(index, errors) for index, errors in faults.items()]
        drafts = {index: row for index, row in drafts.items() if index not in faults}


def _contested(
    sent: dict[int, ProductSent], drafts: dict[int, Draft], holders: dict[Code, UUID]
) -> dict[int, list[FieldError]]:
    wishes = [
        wish(drafted.index, _before(drafted), _after(drafted))
        for drafted in drafts.values()
        if touches_codes(drafted)
    ]
    errors: dict[int, list[FieldError]] = {}
    for index, codes in contested(wishes, holders).items():
        places = _places(sent[index], drafts[index])
        errors[index] = taken_errors(codes, lambda code, at=places: at.get(code, f"/{code[0]}"))
    return errors


def _places(fields: ProductSent, drafted: Draft) -> dict[Code, str]:
    """Return where in the row the codes of its variants stand."""
    if fields.variants is UNSET:
        return {code: f"/{name}" for code, name in codes_of(fields)}
    return {
        code: f"/variants/{row.position}/{name}"
        for row in drafted.variants
        for code, name in codes_of(row)
    }


def _with_slugs(
    wanted: list[Wanted], drafts: dict[int, Draft], holders: dict[Code, UUID]
) -> dict[int, Draft]:
    making = [row for row in wanted if row.index in drafts and makes_slug(row)]
    if not making:
        return drafts
    taken = {value for kind, value in holders if kind == "slug"}
    taken |= {row.fields.slug for row in wanted if row.fields.slug}
    for row in making:
        drafted = drafts[row.index]
        slug = base_slug(drafted.after.name)
        before = row.before.slug if row.before else None
        if before != slug:
            slug = free_slug(slug, row.product_id, taken)
        changed = [name for name in drafted.changed if name != "slug"]
        if before != slug:
            changed.append("slug")
        after = msgspec.structs.replace(drafted.after, slug=slug)
        drafts[row.index] = msgspec.structs.replace(drafted, after=after, changed=changed)
    return drafts


def _before(drafted: Draft) -> set[Code]:
    return _codes(drafted.before, drafted.variants_before)


def _after(drafted: Draft) -> set[Code]:
    return _codes(drafted.after, drafted.variants)


def _codes(row: ProductRow | None, variants: list[VariantRow]) -> set[Code]:
    codes = {code for one in variants for code, _ in codes_of(one)}
    if row is not None:
        codes |= {(kind, value) for kind in OWN_CODES if (value := getattr(row, kind))}
    return codes
