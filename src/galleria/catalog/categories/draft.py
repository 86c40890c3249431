"""From what was sent to the category it would make, one row at a time; pure."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from galleria.base.free_json import NO_OBJECT, object_errors
from galleria.base.refusals import FieldError
from galleria.catalog.categories.filter import CategoryFilter, encoded
from galleria.catalog.categories.queries import CategoryRow
from galleria.catalog.categories.rows import CategorySent
from galleria.catalog.categories.smart import SmartFacts, smart_errors
from galleria.catalog.claims import Code
from galleria.catalog.fields import Seo, changed_names
from galleria.catalog.rows import given
from galleria.catalog.slugs import slug_of, with_suffix

SENT = (
    "name", "slug", "external_key", "description", "colour", "icon", "image_url", "sort_order",
    "metadata", "is_active", "kind", "filter", "product_order", "seo",
)  # fmt: skip
CLEARED = {"description": "", "metadata": NO_OBJECT, "slug": "", "seo": NO_OBJECT}
PARENTS = {"parent_id": "id", "parent_external_key": "external_key", "parent_slug": "slug"}


class Wanted(Struct, frozen=True):
    """A row of a call, and the category it is about as it was; None: to be made."""

    index: int
    category_id: UUID
    fields: CategorySent
    before: CategoryRow | None


class Draft(Struct, frozen=True):
    """A row that could be done."""

    index: int
    before: CategoryRow | None
    after: CategoryRow
    changed: list[str]


def names_parent(fields: CategorySent) -> bool:
    """Say whether the row says anything about its place in the tree."""
    return any(getattr(fields, name) is not UNSET for name in PARENTS)


def base_slug(name: str) -> str:
    """Return the slug that a name makes."""
    return slug_of(name, otherwise="category")


def codes_of(wanted: Wanted) -> set[Code]:
    """Return every code to look up before deciding about a row: its own, and its parent's."""
    fields = wanted.fields
    codes: set[Code] = set()
    for name, kind in (
        ("slug", "slug"),
        ("parent_slug", "slug"),
        ("external_key", "external_key"),
        ("parent_external_key", "external_key"),
    ):
        if value := getattr(fields, name):
            codes.add((kind, value))
    if makes_slug(wanted):
        slug = base_slug(_name(wanted))
        codes |= {("slug", slug), ("slug", with_suffix(slug, wanted.category_id))}
    return codes


def makes_slug(wanted: Wanted) -> bool:
    """Say whether the row's slug is to be made from its name."""
    return wanted.fields.slug is None or (wanted.before is None and not wanted.fields.slug)


def draft(
    wanted: Wanted, found: dict[Code, UUID], known: set[UUID], facts: SmartFacts | None
) -> Draft | list[FieldError]:
    """Return the category as the row wants it, or everything wrong with the row.

    `found` is who has or will have a code, `known` the catalog's categories.
    """
    fields, before = wanted.fields, wanted.before
    base = before or _blank(wanted.category_id)
    sent = _sent(fields, base)
    parent = _parent(fields, base.parent_id, found, known)
    errors = [] if fields.metadata is UNSET else object_errors(sent["metadata"], "/metadata")
    after = msgspec.structs.replace(base, **sent)
    errors += smart_errors(fields, before, after, facts)
    if isinstance(parent, FieldError):
        return [*errors, parent]
    if errors:
        return errors
    after = msgspec.structs.replace(after, parent_id=parent)
    # What is new has changed anyway, and there may be thousands.
    changed = changed_names(base, after, [*sent, "parent_id"]) if before else []
    return Draft(wanted.index, before, after, changed)


def _sent(fields: CategorySent, base: CategoryRow) -> dict[str, Any]:
    sent = given(fields, SENT, CLEARED)
    if isinstance(fields.filter, CategoryFilter):
        sent["filter"] = encoded(fields.filter)
    if isinstance(fields.seo, Seo):
        sent["seo"] = fields.seo.kept()
    if sent.get("kind") == "manual" and base.filter is not None and fields.filter is UNSET:
        sent["filter"] = None
    return sent


def _parent(
    fields: CategorySent, before: UUID | None, found: dict[Code, UUID], known: set[UUID]
) -> UUID | FieldError | None:
    named = [name for name in PARENTS if getattr(fields, name) is not UNSET]
    if not named:
        return before
    if len(named) > 1:
        return FieldError(f"/{named[1]}", "ambiguous", "Name the parent in one way only.")
    (name,) = named
    value = getattr(fields, name)
    if value is None:
        return None
    if name == "parent_id":
        parent_id = value if value in known else None
    else:
        parent_id = found.get((PARENTS[name], value))
    return parent_id or FieldError(f"/{name}", "not_found", "There is no such category here.")


def _name(wanted: Wanted) -> str:
    name = wanted.fields.name
    return wanted.before.name if name is UNSET and wanted.before else str(name)


def _blank(category_id: UUID) -> CategoryRow:
    return CategoryRow(
        category_id=category_id,
        parent_id=None,
        external_key=None,
        name="",
        slug="",
        description="",
        colour=None,
        icon=None,
        image_url=None,
        sort_order=0,
        metadata=NO_OBJECT,
        is_active=True,
        kind="manual",
        filter=None,
        product_order="manual",
        seo=NO_OBJECT,
        version=0,
    )
