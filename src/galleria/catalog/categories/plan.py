"""Which rows of a call can be done together, and what each makes; pure."""

from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.catalog.categories.draft import Draft, Wanted, base_slug, draft, makes_slug
from galleria.catalog.categories.smart import SmartFacts
from galleria.catalog.categories.tree import Fault, Parents, tree_faults
from galleria.catalog.claims import Code, contested, taken_errors, wish
from galleria.catalog.fields import DEPTH_MAX
from galleria.catalog.rows import refused
from galleria.catalog.slugs import free_slug

# A refusal may cause others; whoever is still undecided after so many rounds is refused.
ROUNDS_MAX = 20

REASONS: dict[Fault, str] = {
    "cycle": "A category cannot be inside itself.",
    "too_deep": f"Categories are at most {DEPTH_MAX} levels deep.",
    "parent_refused": "Its parent is a row of this call that was refused.",
}


class Plan(Struct, frozen=True):
    """The rows to write, and the outcomes of those that will not be."""

    drafts: list[Draft]
    refused: list[RowOutcome]


def plan(
    wanted: list[Wanted], holders: dict[Code, UUID], parents: Parents, facts: SmartFacts | None
) -> Plan:
    """Decide about every row.

    `holders` is who has each code now; `parents` the tree as it is: all of it when a category
    that is there gets another place, and otherwise the way up from each that is named as a parent;
    `facts` what the rows' filters need, None where they are not to be held to what is there.
    """
    found = holders | _own_codes(wanted)
    known = set(parents)
    drafts: dict[int, Draft] = {}
    outcomes: list[RowOutcome] = []
    for row in wanted:
        drafted = draft(row, found, known, facts)
        if isinstance(drafted, Draft):
            drafts[row.index] = drafted
        else:
            outcomes.append(refused(row.index, drafted))
    drafts = _with_slugs(drafts, wanted, holders)
    for _ in range(ROUNDS_MAX):
        found_wrong = _conflicts(drafts, holders, parents)
        if not found_wrong:
            break
        outcomes += found_wrong
        for outcome in found_wrong:
            del drafts[outcome.index]
    else:
        outcomes += [refused(index, [_ENTANGLED]) for index in drafts]
        drafts = {}
    return Plan(list(drafts.values()), outcomes)


_ENTANGLED = FieldError("", "entangled", "It depends on too many rows that were refused.")


def _own_codes(wanted: list[Wanted]) -> dict[Code, UUID]:
    """Return the codes by which rows of the call can name each other; the first row has it."""
    codes: dict[Code, UUID] = {}
    for row in wanted:
        if row.fields.external_key:
            codes.setdefault(("external_key", row.fields.external_key), row.category_id)
        if row.fields.slug:
            codes.setdefault(("slug", row.fields.slug), row.category_id)
    return codes


def _with_slugs(
    drafts: dict[int, Draft], wanted: list[Wanted], holders: dict[Code, UUID]
) -> dict[int, Draft]:
    taken = {value for kind, value in holders if kind == "slug"}
    taken |= {row.fields.slug for row in wanted if row.fields.slug}
    for row in wanted:
        drafted = drafts.get(row.index)
        if drafted is None or not makes_slug(row):
            continue
        slug = base_slug(drafted.after.name)
        if row.before is None or row.before.slug != slug:
            slug = free_slug(slug, row.category_id, taken)
        after = msgspec.structs.replace(drafted.after, slug=slug)
        changed = [name for name in drafted.changed if name != "slug"]
        if row.before is None or row.before.slug != slug:
            changed.append("slug")
        drafts[row.index] = Draft(row.index, row.before, after, changed)
    return drafts


def _conflicts(
    drafts: dict[int, Draft], holders: dict[Code, UUID], parents: Parents
) -> list[RowOutcome]:
    rows = {drafted.after.category_id: index for index, drafted in drafts.items()}
    places = {
        drafted.after.category_id: drafted.after.parent_id
        for drafted in drafts.values()
        if drafted.before is None or "parent_id" in drafted.changed
    }
    faults = tree_faults(parents, places) if places else {}
    if faults:
        return [
            refused(rows[node], [FieldError("/parent_id", fault, REASONS[fault])])
            for node, fault in faults.items()
        ]
    wishes = [
        wish(index, _codes(drafted.before), _codes(drafted.after))
        for index, drafted in drafts.items()
    ]
    return [
        refused(index, taken_errors(codes, lambda code: f"/{code[0]}"))
        for index, codes in contested(wishes, holders).items()
    ]


def _codes(row: "Draft | object") -> set[Code]:
    return {
        (kind, value)
        for kind in ("slug", "external_key")
        if row is not None and (value := getattr(row, kind))
    }
