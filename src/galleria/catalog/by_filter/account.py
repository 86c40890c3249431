"""What is kept of a change by filter: what it was to do, how far it is, and how it ended."""

from typing import Literal

import msgspec

from galleria.base.tx import Tx
from galleria.catalog.by_filter.change_queries import (
    BulkChangeRow,
    ChangeState,
    end_bulk_change,
    find_bulk_change,
)
from galleria.catalog.by_filter.events import ProductsChangedByFilter, ProductsChangeUndone
from galleria.catalog.by_filter.plan import Asked, ByFilter, Undo
from galleria.catalog.by_filter.rows import BulkEdit, ProductFilter
from galleria.engine.events import Event, record


async def asked_by(tx: Tx, row: BulkChangeRow) -> Asked:
    """Return what a kept change is to do; one statement when it undoes another."""
    if row.undoes is None:
        filter_ = msgspec.json.decode(row.filter, type=ProductFilter)
        change = msgspec.json.decode(row.change, type=BulkEdit)
        return Asked(row.event_id, row.catalog_id, ByFilter(filter_, change))
    undone = await find_bulk_change(tx, catalog_id=row.catalog_id, event_id=row.undoes)
    assert undone is not None, "it goes with its catalog, and so does this"
    return Asked(row.event_id, row.catalog_id, undoing(undone))


def undoing(row: BulkChangeRow) -> Undo:
    """Return what it takes to undo a change. Pure."""
    return Undo(row.event_id, row.created_at)


async def end(tx: Tx, asked: Asked, state: ChangeState | None, failure: str | None) -> None:
    """End a change that has not ended, and record its event if it changed anything.

    Without a state, as its job ended: stopped or failed.
    """
    ended = await end_bulk_change(
        tx, event_id=asked.event_id, state=state, failure=failure, now=tx.context.now
    )
    if ended is not None and ended.changed:
        event = event_of(asked, ended.state, ended.matched, ended.changed, ended.skipped)
        await record(tx, [event], ids=[asked.event_id])


def event_of(
    asked: Asked,
    state: ChangeState | Literal["completed"],
    matched: int,
    changed: int,
    skipped: int,
) -> Event:
    """Return the one event that stands for all that was changed. Pure."""
    what = asked.what
    if isinstance(what, Undo):
        return ProductsChangeUndone(
            asked.catalog_id, what.event_id, state, matched, changed, skipped
        )
    return ProductsChangedByFilter(
        asked.catalog_id, what.filter, what.change, state, matched, changed, skipped
    )
