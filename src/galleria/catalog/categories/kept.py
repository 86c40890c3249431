"""Which of the categories that are to be deleted stay, and why; pure."""

from uuid import UUID

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.catalog.categories.queries import CategoryRow, Contents
from galleria.catalog.rows import refused

REASONS = {
    "not_empty": "It is not empty; say in `contents` what happens to what is in it.",
    "in_use": "The filter of a smart category that stays names it.",
}


def kept_of(
    there: dict[UUID, CategoryRow], contents: dict[UUID, Contents], *, must_be_empty: bool
) -> dict[UUID, str]:
    """Return the categories that stay, each with the reason.

    Those that a filter names, unless its category goes, too; and, where they must be empty, those
    that are not, and all above them.
    """
    kept: dict[UUID, str] = {}
    while found := _more(there, contents, kept, must_be_empty=must_be_empty):
        kept |= found
    return kept


def _more(
    there: dict[UUID, CategoryRow],
    contents: dict[UUID, Contents],
    kept: dict[UUID, str],
    *,
    must_be_empty: bool,
) -> dict[UUID, str]:
    parents = {there[node].parent_id for node in kept}
    found: dict[UUID, str] = {}
    for node in there.keys() - kept.keys():
        inside = contents[node]
        if any(smart not in there or smart in kept for smart in inside.in_filters_of):
            found[node] = "in_use"
        elif must_be_empty and (inside.subcategories or inside.products or node in parents):
            found[node] = "not_empty"
    return found


def outcomes_of(
    ids: list[UUID], there: dict[UUID, CategoryRow], kept: dict[UUID, str]
) -> list[RowOutcome]:
    """Return what becomes of each id of the call."""
    outcomes: list[RowOutcome] = []
    seen: set[UUID] = set()
    for index, node in enumerate(ids):
        if node not in there:
            outcomes.append(RowOutcome(index, "not_found", node))
        elif node in seen:
            outcomes.append(refused(index, [FieldError("", "repeated", "It is listed twice.")]))
        elif reason := kept.get(node):
            outcomes.append(refused(index, [FieldError("", reason, REASONS[reason])]))
        else:
            outcomes.append(RowOutcome(index, "deleted", node))
        seen.add(node)
    return outcomes
