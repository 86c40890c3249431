"""Reads: changes by filter, who asked for them, and what they came to."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.context import ActorKind
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.by_filter.change_queries import (
    BulkChangeRow,
    ChangeState,
    bulk_changes_before,
    find_bulk_change,
    first_changes,
)
from galleria.catalog.by_filter.outcome import ChangedProduct, shown
from galleria.catalog.by_filter.plan import SAMPLE_ROWS
from galleria.catalog.by_filter.rows import BulkEdit, ProductFilter
from galleria.catalog.list import read_catalog

AFTER_ALL = UUID(int=2**128 - 1)
NOT_SHOWN = ("undoes", "looked_at_up_to", "up_to")


class ProductsChange(Struct, frozen=True, kw_only=True):
    """A change by filter, or the undoing of one: then `undoes_event_id` says which.

    While it runs it counts what is committed; `expected` is how many products matched when it was
    asked for. `stopped` and `failed` leave changed what is counted. `job_id` is null when it was
    done in the call.
    """

    event_id: UUID
    catalog_id: UUID
    undoes_event_id: UUID | None
    filter: ProductFilter | None
    change: BulkEdit | None
    state: ChangeState
    job_id: UUID | None
    expected: int
    matched: int
    changed: int
    skipped: int
    failure: str | None
    actor_kind: ActorKind
    actor_id: UUID | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ProductsChangeShown(ProductsChange, frozen=True, kw_only=True):
    """A change with a sample of the products that it changed."""

    sample: list[ChangedProduct]


class ChangePosition(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    before: UUID


async def list_product_changes(
    tx: ReadTx, *, catalog_id: UUID, query: PageQuery
) -> Page[ProductsChange]:
    """List the changes by filter of a catalog, newest first; NotFound (catalog)."""
    await read_catalog(tx, catalog_id=catalog_id)
    position = query.after(ChangePosition)
    rows = await bulk_changes_before(
        tx,
        catalog_id=catalog_id,
        before=position.before if position else AFTER_ALL,
        rows_max=query.limit + 1,
    )
    return page([ProductsChange(**_fields(row)) for row in rows], query.limit, _position)


async def read_product_change(
    tx: ReadTx, *, catalog_id: UUID, event_id: UUID
) -> ProductsChangeShown:
    """Return one change by filter, with a sample of what it changed so far; NotFound."""
    row = await find_bulk_change(tx, catalog_id=catalog_id, event_id=event_id)
    if row is None:
        raise NotFound()
    first = await first_changes(tx, event_id=event_id, since=row.created_at, rows_max=SAMPLE_ROWS)
    sample = shown(msgspec.Raw(msgspec.json.encode(first)))
    return ProductsChangeShown(**_fields(row), sample=sample)


def _fields(row: BulkChangeRow) -> dict[str, Any]:
    fields = msgspec.structs.asdict(row)
    for name in NOT_SHOWN:
        del fields[name]
    is_by_filter = row.undoes is None
    return {
        **fields,
        "undoes_event_id": row.undoes,
        "filter": msgspec.json.decode(row.filter, type=ProductFilter) if is_by_filter else None,
        "change": msgspec.json.decode(row.change, type=BulkEdit) if is_by_filter else None,
    }


def _position(change: ProductsChange) -> ChangePosition:
    return ChangePosition(change.event_id)
