"""Say from when and until when a store sells products."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome, RowStatus, settle
from galleria.base.examples import EXAMPLE_ID
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.events import StoreWindowChanged
from galleria.catalog.lock import begin_writing
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.rows import refused, sound_rows
from galleria.catalog.stores.queries import (
    WindowRow,
    WindowThere,
    delete_windows,
    put_windows,
    windows_there,
)
from galleria.catalog.stores.sold import sold_catalog
from galleria.engine.events import record
from galleria.engine.notices import tell

From = Annotated[datetime, Meta(tz=True, description="Sold from then on; with its zone.")]
Until = Annotated[datetime, Meta(tz=True, description="Sold until before then; with its zone.")]


class WantedWindow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Both null: the product is sold at any time again."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "product_id": EXAMPLE_ID,
        "available_from": "2026-11-27T00:00:00+01:00",
        "available_until": "2026-12-01T00:00:00+01:00",
    }

    product_id: UUID
    available_from: From | None
    available_until: Until | None


async def set_store_windows(
    tx: Tx, *, store_id: UUID, body: Bulk[WantedWindow], query: BulkMode
) -> BulkOutcome:
    """Say when the store sells up to 1,000 products; shoppers see them then, and only then.

    NotFound (store), SellsNothing, or BulkRefused: what the store's catalog does not have is named.
    Each is an event. At most 7 statements, any number of rows, and that of showing them; for many
    rows, one more.
    """
    catalog = await sold_catalog(tx, store_id=store_id, rows=len(body.rows))
    rows, outcomes = sound_rows(body.rows)
    found = await windows_there(
        tx,
        store_id=store_id,
        catalog_id=catalog.catalog_id,
        product_ids=[row.product_id for row in rows.values()],
    )
    there = {row.product_id: row for row in found}
    seen: set[UUID] = set()
    changed: list[WantedWindow] = []
    for index, row in rows.items():
        if errors := _errors(row, there, seen):
            outcomes.append(refused(index, errors))
            continue
        seen.add(row.product_id)
        status = _status(row, there[row.product_id])
        outcomes.append(RowOutcome(index, status, row.product_id))
        if status != "unchanged":
            changed.append(row)
    outcomes.sort(key=lambda outcome: outcome.index)
    settled = settle(outcomes, partial=query.partial)
    await begin_writing(tx, catalog)
    await _write(tx, store_id, changed)
    await record(tx, [_event(store_id, row) for row in changed])
    await tell(tx, ProductsWritten(catalog.catalog_id, [row.product_id for row in changed]))
    return settled


def _errors(row: WantedWindow, there: dict[UUID, WindowThere], seen: set[UUID]) -> list[FieldError]:
    errors: list[FieldError] = []
    if row.product_id not in there:
        detail = "There is no such product in the catalog that the store sells."
        errors.append(FieldError("/product_id", "not_found", detail))
    elif row.product_id in seen:
        detail = "Another row of this call names it, too."
        errors.append(FieldError("/product_id", "repeated", detail))
    begins, ends = row.available_from, row.available_until
    if begins is not None and ends is not None and begins >= ends:
        errors.append(FieldError("/available_until", "range", "It must end after it begins."))
    return errors


def _status(row: WantedWindow, before: WindowThere) -> RowStatus:
    if _is_open(row):
        return "deleted" if before.is_set else "unchanged"
    if not before.is_set:
        return "created"
    is_same = (row.available_from, row.available_until) == (
        before.available_from,
        before.available_until,
    )
    return "unchanged" if is_same else "updated"


def _is_open(row: WantedWindow) -> bool:
    return row.available_from is None and row.available_until is None


async def _write(tx: Tx, store_id: UUID, rows: list[WantedWindow]) -> None:
    put = [
        WindowRow(row.product_id, row.available_from, row.available_until)
        for row in rows
        if not _is_open(row)
    ]
    gone = [row.product_id for row in rows if _is_open(row)]
    if put:
        await put_windows(tx, store_id=store_id, rows=put, now=tx.context.now)
    if gone:
        await delete_windows(tx, store_id=store_id, product_ids=gone)


def _event(store_id: UUID, row: WantedWindow) -> StoreWindowChanged:
    return StoreWindowChanged(store_id, row.product_id, row.available_from, row.available_until)
