"""Reads: tills, their shifts, and what went through them."""

from uuid import UUID

from msgspec import Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.till.queries import (
    Shift,
    Till,
    TillEntry,
    entries_after,
    entry_sums,
    find_shift,
    find_till,
    shifts_before,
    tills_after,
)
from galleria.till.report import ShiftReport, expected_cash

FIRST = UUID(int=0)


class TillQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Of which store; of all unless said."""

    store_id: UUID | None = None


class _Place(Struct, frozen=True):
    after: UUID


async def list_tills(tx: ReadTx, *, query: TillQuery) -> Page[Till]:
    """List tills, the oldest first."""
    place = query.after(_Place)
    rows = await tills_after(
        tx,
        after=place.after if place else FIRST,
        store_id=query.store_id,
        rows_max=query.limit + 1,
    )
    return page(rows, query.limit, _after_till)


async def read_till(tx: ReadTx, *, till_id: UUID) -> Till:
    """Return one till; NotFound."""
    till = await find_till(tx, till_id=till_id)
    if till is None:
        raise NotFound()
    return till


async def list_shifts(tx: ReadTx, *, till_id: UUID, query: PageQuery) -> Page[Shift]:
    """List a till's shifts, the newest first; NotFound for the till."""
    await read_till(tx, till_id=till_id)
    place = query.after(_Place)
    rows = await shifts_before(
        tx, till_id=till_id, before=place.after if place else None, rows_max=query.limit + 1
    )
    return page(rows, query.limit, _after_shift)


async def read_shift(tx: ReadTx, *, shift_id: UUID) -> ShiftReport:
    """Return a shift with what it took, by kind and method; NotFound."""
    shift = await find_shift(tx, shift_id=shift_id)
    if shift is None:
        raise NotFound()
    sums = await entry_sums(tx, shift_id=shift_id)
    return ShiftReport(shift, expected_cash(sums), sums)


async def list_entries(tx: ReadTx, *, shift_id: UUID, query: PageQuery) -> Page[TillEntry]:
    """List what went through the till in a shift, in order; NotFound for the shift."""
    if await find_shift(tx, shift_id=shift_id) is None:
        raise NotFound()
    place = query.after(_Place)
    rows = await entries_after(
        tx, shift_id=shift_id, after=place.after if place else None, rows_max=query.limit + 1
    )
    return page(rows, query.limit, _after_entry)


def _after_till(till: Till) -> _Place:
    return _Place(till.till_id)


def _after_shift(shift: Shift) -> _Place:
    return _Place(shift.shift_id)


def _after_entry(entry: TillEntry) -> _Place:
    return _Place(entry.entry_id)
