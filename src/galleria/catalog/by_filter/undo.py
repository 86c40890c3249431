"""Undo a change by filter, or the undoing of one."""

from uuid import UUID

from galleria.base.ids import new_id
from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.catalog.by_filter.account import undoing
from galleria.catalog.by_filter.ask import ask
from galleria.catalog.by_filter.change_queries import find_bulk_change
from galleria.catalog.by_filter.outcome import FilterOutcome
from galleria.catalog.by_filter.plan import Asked
from galleria.catalog.by_filter.rows import UndoChange


class ChangeNotEnded(Refusal):
    """Its job still changes products: wait for its end, or cancel it."""

    code = "change_not_ended"
    status = 409
    title = "This change has not ended yet"


async def undo_product_change(
    tx: Tx, *, catalog_id: UUID, event_id: UUID, body: UndoChange
) -> FilterOutcome:
    """Undo a change by filter: what still is as it left it, is made as it was before.

    What was changed since stays, and is counted as skipped. At once or by a job, as the change
    itself; it is an event of its own, and can be undone, too. NotFound, or ChangeNotEnded.
    """
    done = await find_bulk_change(tx, catalog_id=catalog_id, event_id=event_id)
    if done is None:
        raise NotFound()
    if done.finished_at is None:
        raise ChangeNotEnded(job_id=done.job_id)
    asked = Asked(new_id(), catalog_id, undoing(done))
    return await ask(tx, asked, is_dry_run=body.dry_run)
