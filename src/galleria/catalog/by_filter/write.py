"""Do a piece of what was asked for: planned and written under the catalog's lock."""

from galleria.base.tx import Tx
from galleria.catalog.by_filter.plan import Asked, ByFilter, Piece, plan
from galleria.catalog.by_filter.plan_queries import Planned
from galleria.catalog.by_filter.queries import newly_due, write_changes
from galleria.catalog.lock import begin_writing
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.products.publish import publish_later
from galleria.catalog.queries import LockedCatalog
from galleria.engine.notices import tell


async def write(tx: Tx, catalog: LockedCatalog, asked: Asked, planned: Planned) -> None:
    """Write what was planned, with each product's history, and tell of it: 2 statements.

    What is made active and is to be shown later is published when its time has come: 2 more.
    """
    if not planned.changed:
        return
    await begin_writing(tx, catalog)
    written = await write_changes(
        tx,
        catalog_id=asked.catalog_id,
        event_id=asked.event_id,
        rows=planned.rows,
        now=tx.context.now,
    )
    assert len(written) == planned.changed, "what was planned under the lock is what is written"
    if _may_publish(asked):
        due = await newly_due(
            tx, catalog_id=asked.catalog_id, rows=planned.rows, now=tx.context.now
        )
        await publish_later(tx, catalog_id=asked.catalog_id, due=due)
    await tell(tx, ProductsWritten(asked.catalog_id, written))


async def change_piece(tx: Tx, catalog: LockedCatalog, asked: Asked, piece: Piece) -> Planned:
    """Change a piece and return what was: 3 statements, and those of who is told."""
    planned = await plan(tx, asked, piece, "write")
    await write(tx, catalog, asked, planned)
    return planned


def _may_publish(asked: Asked) -> bool:
    return not isinstance(asked.what, ByFilter) or asked.what.change.status == "active"
