"""Which products of a chunk are taken, and with which variants; pure, made to run in a thread."""

import re
import time

import msgspec
from msgspec import UNSET, Struct

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.catalog.products.draft import Draft, Wanted
from galleria.catalog.products.plan import Plan, decide, draft_all
from galleria.catalog.products.surroundings import Surroundings

# Between two slices the thread lets others run: that is every few milliseconds.
SLICE_ROWS = 100
TRIES_MAX = 5

_VARIANT = re.compile(r"/variants/([0-9]+)(?:/.*)?")

Faults = dict[int, list[FieldError]]  # By the places of the variants in their row.


class Decision(Struct, frozen=True):
    """`left_out` has, by row, the variants that products go on without."""

    drafts: list[Draft]
    refused: list[RowOutcome]
    left_out: dict[int, Faults]


def decided(wanted: list[Wanted], around: Surroundings, divisible: set[int]) -> Decision:
    """Decide about all rows at once; those that are divisible are tried without wrong variants.

    A row that is refused all the same is refused for what was wrong with it as it came.
    """
    rows = {row.index: row for row in wanted}
    first: dict[int, RowOutcome] = {}
    gone: dict[int, RowOutcome] = {}
    left_out: dict[int, Faults] = {}
    plan = _planned(list(rows.values()), around)
    for _ in range(TRIES_MAX):
        faults = {
            outcome.index: found
            for outcome in plan.refused
            if outcome.index in divisible and (found := at_fault(rows[outcome.index], outcome))
        }
        if not faults:
            break
        for outcome in plan.refused:
            first.setdefault(outcome.index, outcome)
            if outcome.index not in faults:
                gone[outcome.index] = outcome
                del rows[outcome.index]
        for index, wrong in faults.items():
            known = left_out.setdefault(index, {})
            known.update(_as_they_came(wrong, known))
            rows[index] = _without(rows[index], wrong)
        plan = _planned(list(rows.values()), around)
    gone |= {outcome.index: outcome for outcome in plan.refused}
    refused = [first.get(index, outcome) for index, outcome in gone.items()]
    kept = {index: wrong for index, wrong in left_out.items() if index not in gone}
    return Decision(plan.drafts, refused, kept)


def at_fault(wanted: Wanted, outcome: RowOutcome) -> Faults:
    """Return the variants that alone stand in the way of a row; none where they all do."""
    sent = wanted.fields.variants
    if sent is UNSET:
        return {}
    wrong: Faults = {}
    for error in outcome.errors:
        found = _VARIANT.fullmatch(error.pointer)
        # Behind those that were sent stand variants that the catalog had.
        if found is None or int(found[1]) >= len(sent):
            return {}
        wrong.setdefault(int(found[1]), []).append(error)
    return wrong if len(wrong) < len(sent) else {}


def _planned(wanted: list[Wanted], around: Surroundings) -> Plan:
    drafts: list[Draft] = []
    refused: list[RowOutcome] = []
    for start in range(0, len(wanted), SLICE_ROWS):
        slice_of_them = draft_all(wanted[start : start + SLICE_ROWS], around)
        drafts += slice_of_them.drafts
        refused += slice_of_them.refused
        time.sleep(0)
    return decide(wanted, Plan(drafts, refused), around)


def _as_they_came(wrong: Faults, known: Faults) -> Faults:
    """Return the faults by the places that the variants had before any were left out."""
    came: Faults = {}
    for place, errors in wrong.items():
        at = place
        for earlier in sorted(known):
            at += earlier <= at
        came[at] = errors
    return came


def _without(wanted: Wanted, wrong: Faults) -> Wanted:
    sent = wanted.fields.variants
    assert sent is not UNSET
    variants = [variant for place, variant in enumerate(sent) if place not in wrong]
    return msgspec.structs.replace(
        wanted, fields=msgspec.structs.replace(wanted.fields, variants=variants)
    )
