"""The one fact that the end of an import is, however it came."""

from uuid import UUID

import msgspec

from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.transfers.events import ImportFinished
from galleria.transfers.outcome import Outcome
from galleria.transfers.queries import EndedImport


async def record_end(tx: Tx, import_id: UUID, ended: EndedImport) -> None:
    """Record that the import ended, under the id that the history of its products names."""
    if ended.is_dry_run or ended.catalog_id is None:
        return
    outcome = msgspec.json.decode(ended.outcome, type=Outcome)
    event = ImportFinished(
        import_id=import_id,
        catalog_id=ended.catalog_id,
        form=ended.form,
        mode=ended.mode,
        state=ended.state,
        rows_read=ended.rows_read,
        rows_kept=ended.rows_kept,
        rows_refused=ended.rows_refused,
        categories=outcome.categories,
        products=outcome.products,
        archived=outcome.archived,
    )
    await record(tx, [event], ids=[import_id])
