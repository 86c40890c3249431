"""Whose translations the rows of a call are."""

from typing import TypeVar
from uuid import UUID

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.rows import refused
from galleria.catalog.translations.plan import Asked, Wanted
from galleria.catalog.translations.rows import (
    CategoryTranslationChange,
    ProductTranslationChange,
)
from galleria.catalog.translations.subject import Subject
from galleria.tenants import locale_errors

Change = TypeVar("Change", ProductTranslationChange, CategoryTranslationChange)


async def matched(tx: Tx, subject: Subject, catalog_id: UUID, rows: dict[int, Change]) -> Asked:
    """Part the rows that name one owner and one locale from those that do not; 1 statement."""
    ids = {index: getattr(row, subject.id_field) for index, row in rows.items()}
    found = await subject.owners(
        tx,
        catalog_id=catalog_id,
        owner_ids=list({owner_id for owner_id in ids.values() if owner_id is not None}),
        external_keys=list({row.external_key for row in rows.values() if row.external_key}),
    )
    by_id = {owner.owner_id: owner for owner in found}
    by_key = {owner.external_key: owner for owner in found if owner.external_key}
    wanted: list[Wanted] = []
    outcomes: list[RowOutcome] = []
    seen: set[tuple[UUID, str]] = set()
    for index, row in rows.items():
        owner = by_id.get(ids[index]) if ids[index] else by_key.get(row.external_key or "")
        errors = _errors(row, ids[index], subject.id_field)
        if not errors and owner is not None:
            errors = _repeated((owner.owner_id, row.locale), seen)
        if errors:
            outcomes.append(refused(index, errors))
        elif owner is None:
            outcomes.append(RowOutcome(index, "not_found", ids[index]))
        else:
            wanted.append(Wanted(index, owner, row.locale, row, None))
    return Asked(wanted, outcomes)


def _errors(row: Change, owner_id: UUID | None, id_field: str) -> list[FieldError]:
    errors = locale_errors(row.locale, "/locale")
    if owner_id is None and row.external_key is None:
        detail = f"Say {id_field} or external_key."
        errors.append(FieldError(f"/{id_field}", "missing", detail))
    elif owner_id is not None and row.external_key is not None:
        detail = "Name it in one way only."
        errors.append(FieldError("/external_key", "ambiguous", detail))
    return errors


def _repeated(mark: tuple[UUID, str], seen: set[tuple[UUID, str]]) -> list[FieldError]:
    if mark in seen:
        detail = "Another row of this call is about the same in this language."
        return [FieldError("/locale", "repeated", detail)]
    seen.add(mark)
    return []
