"""Do what was asked for: at once where it is little, else by a job; or say what it would do."""

from uuid import UUID

import msgspec
from msgspec import Raw

from galleria.base.tx import Tx, savepoint
from galleria.catalog.by_filter.account import event_of
from galleria.catalog.by_filter.change_queries import insert_bulk_change
from galleria.catalog.by_filter.jobs import ChangeManyProducts
from galleria.catalog.by_filter.outcome import FilterOutcome, Tally, outcome
from galleria.catalog.by_filter.plan import Asked, ByFilter, Piece, plan
from galleria.catalog.by_filter.plan_queries import Planned
from galleria.catalog.by_filter.queries import plan_for_values
from galleria.catalog.by_filter.write import write
from galleria.catalog.fields import VARIANTS_PER_CALL_MAX
from galleria.catalog.lock import locked
from galleria.catalog.queries import BEFORE_ALL
from galleria.engine.events import record
from galleria.engine.jobs import enqueue

AT_ONCE_MAX = 1_000
# A piece of a preview: long enough to be quick, short enough for a statement's time.
PREVIEW_ROWS = 20_000
PREVIEW_VARIANTS = 200_000
COMPARED_MAX = 200_000  # More are counted only, or the call would take longer than it may.
AFTER_ALL = UUID(int=2**128 - 1)
NOTHING = Raw(b"{}")
AT_ONCE = Piece(BEFORE_ALL, AFTER_ALL, AT_ONCE_MAX, VARIANTS_PER_CALL_MAX)


class _TooMany(Exception):
    """More than is done in one call; raised to let the catalog go again."""


async def ask(tx: Tx, asked: Asked, *, is_dry_run: bool) -> FilterOutcome:
    """Return what became of it, or what will; NotFound (catalog).

    Up to AT_ONCE_MAX products with VARIANTS_PER_CALL_MAX variants are changed in this transaction:
    8 statements, and those of who is told. For more, all are counted, and a job is enqueued.
    """
    if is_dry_run:
        return outcome("planned", await _previewed(tx, asked))
    try:
        async with savepoint(tx):
            done = await _changed(tx, asked)
    except _TooMany:
        expected = await _previewed(tx, asked)
        return await _enqueued(tx, asked, expected)
    return done


async def _changed(tx: Tx, asked: Asked) -> FilterOutcome:
    catalog = await locked(tx, asked.catalog_id, rows=AT_ONCE_MAX)
    planned = await plan(tx, asked, AT_ONCE, "write")
    if planned.has_more:
        raise _TooMany
    await write(tx, catalog, asked, planned)
    tally = _tally(planned)
    if not tally.changed:
        return outcome("completed", tally)
    await _save(tx, asked, tally, job_id=None)
    event = event_of(asked, "completed", tally.matched, tally.changed, tally.skipped)
    await record(tx, [event], ids=[asked.event_id])
    return outcome("completed", tally, event_id=asked.event_id)


async def _previewed(tx: Tx, asked: Asked) -> Tally:
    await plan_for_values(tx)
    tally = Tally()
    piece = Piece(BEFORE_ALL, AFTER_ALL, PREVIEW_ROWS, PREVIEW_VARIANTS)
    while True:
        if tally.matched < COMPARED_MAX:
            planned = await plan(tx, asked, piece, "compare")
            tally.add(planned)
        else:
            planned = await plan(tx, asked, piece, "count")
            tally.count(planned)
        if not planned.has_more or planned.looked_at_up_to is None:
            return tally
        piece = msgspec.structs.replace(piece, after=planned.looked_at_up_to)


async def _enqueued(tx: Tx, asked: Asked, expected: Tally) -> FilterOutcome:
    if not (expected.changed or expected.not_compared):
        return outcome("completed", expected)
    (job_id,) = await enqueue(tx, [ChangeManyProducts(asked.event_id)])
    await _save(tx, asked, expected, job_id=job_id)
    return outcome("waiting", expected, event_id=asked.event_id, job_id=job_id)


async def _save(tx: Tx, asked: Asked, tally: Tally, *, job_id: UUID | None) -> None:
    what, actor, now = asked.what, tx.context.actor, tx.context.now
    is_by_filter = isinstance(what, ByFilter)
    is_done = job_id is None
    last = tally.looked_at_up_to or BEFORE_ALL
    await insert_bulk_change(
        tx,
        event_id=asked.event_id,
        catalog_id=asked.catalog_id,
        undoes=None if is_by_filter else what.event_id,
        filter=Raw(msgspec.json.encode(what.filter)) if is_by_filter else NOTHING,
        change=Raw(msgspec.json.encode(what.change)) if is_by_filter else NOTHING,
        state="completed" if is_done else "waiting",
        job_id=job_id,
        looked_at_up_to=last if is_done else BEFORE_ALL,
        up_to=last,
        expected=tally.matched,
        matched=tally.matched if is_done else 0,
        changed=tally.changed if is_done else 0,
        skipped=tally.skipped if is_done else 0,
        actor_kind=actor.kind,
        actor_id=actor.actor_id,
        now=now,
        ended_at=now if is_done else None,
    )


def _tally(planned: Planned) -> Tally:
    tally = Tally()
    tally.add(planned)
    return tally
