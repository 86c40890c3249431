"""What bulk calls of categories and of products have in common: from rows to outcomes; pure."""

from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct

from galleria.base.bulk import RefusedRow, RowOutcome
from galleria.base.decode import body_errors, refuse_nul
from galleria.base.refusals import FieldError, Invalid, NotFound, Refusal, Stale

R = TypeVar("R", bound=Struct)

NULL_BYTES = b"null"


def refused(index: int, errors: list[FieldError]) -> RowOutcome:
    """Return the outcome of a row that is wrong."""
    return RowOutcome(index, "refused", errors=errors)


def named(outcomes: list[RowOutcome], known: dict[int, UUID]) -> list[RowOutcome]:
    """Say which one each refused row was about, where there is one."""
    return [msgspec.structs.replace(it, id=known.get(it.index, it.id)) for it in outcomes]


def sound_rows(rows: list[R | RefusedRow]) -> tuple[dict[int, R], list[RowOutcome]]:
    """Part the rows that could be read, by their place in the call, from those that could not."""
    sound: dict[int, R] = {}
    outcomes: list[RowOutcome] = []
    for index, row in enumerate(rows):
        if isinstance(row, RefusedRow):
            outcomes.append(refused(index, row.errors))
        else:
            sound[index] = row
    return sound, outcomes


def checked_rows(rows: list[R | RefusedRow], row_type: type[R]) -> list[R | RefusedRow]:
    """Hold rows that did not come through the HTTP door to the same types and limits."""
    if not any(isinstance(row, RefusedRow) for row in rows):
        try:
            return list(_as_sent(msgspec.json.encode(rows), list[row_type]))
        except (msgspec.ValidationError, Invalid):
            pass
    return [row if isinstance(row, RefusedRow) else _checked_row(row, row_type) for row in rows]


def _checked_row(row: R, row_type: type[R]) -> R | RefusedRow:
    sent = msgspec.json.encode(row)
    try:
        return _as_sent(sent, row_type)
    except msgspec.ValidationError:
        return RefusedRow(body_errors(msgspec.json.decode(sent), row_type))
    except Invalid as refusal:
        return RefusedRow(refusal.errors)


def _as_sent(sent: bytes, wanted: Any) -> Any:
    value = msgspec.json.decode(sent, type=wanted)
    refuse_nul(sent)
    return value


def only(outcomes: list[RowOutcome]) -> RowOutcome:
    """Return the outcome of a call for one row, or raise what stands in its way."""
    (outcome,) = outcomes
    refusals: dict[str, Refusal] = {
        "not_found": NotFound(),
        "stale": Stale(version=outcome.version),
        "refused": Invalid(errors=outcome.errors),
    }
    if outcome.status in refusals:
        raise refusals[outcome.status]
    return outcome


def given(fields: Struct, names: tuple[str, ...], cleared: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that were sent; those sent as null, as what is kept for nothing."""
    sent: dict[str, Any] = {}
    for name in names:
        value = getattr(fields, name)
        if value is UNSET:
            continue
        is_null = value is None or (isinstance(value, Raw) and bytes(value) == NULL_BYTES)
        sent[name] = cleared.get(name) if is_null else value
    return sent
