"""Which rows of a call can be done together, and what each makes; pure.

A translated slug is one product's in its language, and no other product's own: a shop that is read
in that language finds one product by it. (The same of categories.)
"""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.catalog.claims import Code, Wish, contested
from galleria.catalog.fields import Seo, changed_names
from galleria.catalog.rows import given, refused
from galleria.catalog.slugs import slug_of, with_suffix
from galleria.catalog.translations.rows import SAID, Owner, TranslationRow, TranslationSent

OWN = ""  # In the place of a locale: the slug that somebody has in none.


class Wanted(Struct, frozen=True):
    """A row of a call, whose it is, and the translation as it was; None: to be made."""

    index: int
    owner: Owner
    locale: str
    fields: TranslationSent
    before: TranslationRow | None


class Asked(Struct, frozen=True):
    """The rows of a call that name somebody, and the outcomes of those that do not."""

    wanted: list[Wanted]
    answered: list[RowOutcome]


class Draft(Struct, frozen=True):
    """A row that could be done; after None, the translation is gone."""

    index: int
    owner: Owner
    locale: str
    before: TranslationRow | None
    after: TranslationRow | None

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        return bool(changed_names(self.before, self.after, SAID))


class Plan(Struct, frozen=True):
    """The rows to write, and the outcomes of those that will not be."""

    drafts: list[Draft]
    refused: list[RowOutcome]


def codes_wanted(wanted: list[Wanted]) -> list[Code]:
    """Return every slug, with its locale, that a row may get: whoever has it is to be looked up."""
    return sorted({(row.locale, slug) for row in wanted for slug in _slugs_wanted(row)})


def plan(wanted: list[Wanted], holders: dict[Code, UUID]) -> Plan:
    """Decide about every row. `holders` is who has each slug, in a locale and (OWN) in none."""
    taken = {(row.locale, row.fields.slug): row.owner.owner_id for row in wanted if row.fields.slug}
    drafts: dict[int, Draft] = {}
    wishes: list[Wish] = []
    for row in wanted:
        after = _after(row, holders, taken)
        drafted = Draft(row.index, row.owner, row.locale, row.before, after)
        drafts[row.index] = drafted
        wishes.append(_wish(drafted, holders))
    outcomes: list[RowOutcome] = []
    for index, codes in contested(wishes, holders).items():
        del drafts[index]
        outcomes.append(refused(index, _taken(codes)))
    return Plan(list(drafts.values()), outcomes)


def _makes_slug(row: Wanted) -> bool:
    return row.fields.slug is None or (row.before is None and row.fields.slug is UNSET)


def _slugs_wanted(row: Wanted) -> list[str]:
    if not _makes_slug(row):
        return [row.fields.slug] if row.fields.slug else []
    # A name that cannot be spelt in ASCII makes no slug: its own serves as well.
    base = slug_of(_name(row) or "", otherwise="")
    return [base, with_suffix(base, row.owner.owner_id)] if base else []


def _name(row: Wanted) -> str | None:
    if row.fields.name is UNSET:
        return row.before.name if row.before else None
    return row.fields.name


def _after(
    row: Wanted, holders: dict[Code, UUID], taken: dict[Code, UUID]
) -> TranslationRow | None:
    base = row.before or TranslationRow(row.owner.owner_id, row.locale)
    names = tuple(name for name in SAID if hasattr(row.fields, name))
    sent: dict[str, Any] = given(row.fields, names, {})
    if isinstance(seo := sent.get("seo"), Seo):
        sent["seo"] = None if seo == Seo() else seo.kept()
    if _makes_slug(row):
        sent["slug"] = _made_slug(row, holders, taken)
    after = msgspec.structs.replace(base, **sent)
    return None if after.is_nothing else after


def _made_slug(row: Wanted, holders: dict[Code, UUID], taken: dict[Code, UUID]) -> str | None:
    slugs, owner_id = _slugs_wanted(row), row.owner.owner_id
    if row.before is not None and row.before.slug in slugs:
        return row.before.slug
    for slug in slugs:
        code = (row.locale, slug)
        others = (holders.get(code), holders.get((OWN, slug)), taken.get(code))
        if all(other in (None, owner_id) for other in others):
            taken[code] = owner_id
            return slug
    return slugs[-1] if slugs else None


def _wish(drafted: Draft, holders: dict[Code, UUID]) -> Wish:
    before, after = drafted.before, drafted.after
    lost: list[Code] = [(drafted.locale, before.slug)] if before and before.slug else []
    gained: list[Code] = [(drafted.locale, after.slug)] if after and after.slug else []
    if gained == lost:
        return Wish(drafted.index, [], [])
    for _, slug in list(gained):
        # Nobody gives up an own slug here, so whoever asks for another's cannot have it.
        if holders.get((OWN, slug)) not in (None, drafted.owner.owner_id):
            gained.append((OWN, slug))
    return Wish(drafted.index, gained, lost)


def _taken(codes: list[Code]) -> list[FieldError]:
    slugs = dict.fromkeys(slug for _, slug in codes)
    return [
        FieldError("/slug", "taken", f"Another one has the slug {slug!r} already.")
        for slug in slugs
    ]
