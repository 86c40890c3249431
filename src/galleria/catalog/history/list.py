"""Reads: what became of a product, and who did it."""

from datetime import UTC, datetime
from heapq import merge
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.context import ActorKind
from galleria.base.pages import Page, PageQuery, mark
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.history.queries import ChangeKind, HistoryRow, history_of_product

AFTER_ALL = UUID(int=2**128 - 1)
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


class HistoryItem(Struct, frozen=True):
    """One thing that happened to a product.

    `type` is the event's. Where one event stands for many products (an import, a change by
    filter), `kind` says what it did to this one; type and actor are null until it has ended.
    `body` is what an event of the product's own says.
    """

    at: datetime
    event_id: UUID
    type: str | None
    kind: ChangeKind | None
    actor_kind: ActorKind | None
    actor_id: UUID | None
    request_id: str | None
    changed: list[str]
    before: Raw | None
    after: Raw | None
    body: Raw | None


class HistoryPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended, in each of the two lists that it is merged from."""

    event_id: UUID = AFTER_ALL
    changed_at: datetime = FOR_EVER
    change_event_id: UUID = AFTER_ALL


class _Said(Struct, frozen=True):
    """What a product's own event may say of what changed."""

    changed: list[str] = []
    before: Raw | None = None
    after: Raw | None = None


async def list_product_history(
    tx: ReadTx, *, catalog_id: UUID, product_id: UUID, query: PageQuery
) -> Page[HistoryItem]:
    """Return what became of the product, newest first; NotFound when it never was.

    A deleted product keeps its history. 1 statement.
    """
    start = query.after(HistoryPosition)
    begin = start or HistoryPosition()
    rows = await history_of_product(
        tx,
        catalog_id=catalog_id,
        product_id=product_id,
        event_id=begin.event_id,
        changed_at=begin.changed_at,
        change_event_id=begin.change_event_id,
        rows_max=query.limit + 1,
    )
    if not rows and start is None:
        raise NotFound()
    merged = _newest_first(rows)
    shown = merged[: query.limit]
    onward = mark(_position(begin, shown)) if len(merged) > query.limit else None
    return Page([_item(row) for row in shown], onward)


def _newest_first(rows: list[HistoryRow]) -> list[HistoryRow]:
    """Merge the two lists, each kept in its own order: their cursors depend on it."""
    own = [row for row in rows if not row.is_shared]
    shared = [row for row in rows if row.is_shared]
    return list(merge(own, shared, key=_time, reverse=True))


def _time(row: HistoryRow) -> datetime:
    return row.at


def _position(begin: HistoryPosition, shown: list[HistoryRow]) -> HistoryPosition:
    event_id, changed_at, change_event_id = msgspec.structs.astuple(begin)
    for row in shown:
        if row.is_shared:
            changed_at, change_event_id = row.at, row.event_id
        else:
            event_id = row.event_id
    return HistoryPosition(event_id, changed_at, change_event_id)


def _item(row: HistoryRow) -> HistoryItem:
    said = _Said(row.changed or [], row.before, row.after)
    if row.body is not None:
        said = msgspec.json.decode(row.body, type=_Said)
    return HistoryItem(
        at=row.at,
        event_id=row.event_id,
        type=row.type,
        kind=row.kind,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        request_id=row.request_id,
        changed=said.changed,
        before=said.before,
        after=said.after,
        body=row.body,
    )
