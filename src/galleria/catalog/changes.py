"""What one event changed of many products: an import, a change by filter."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.catalog.history.queries import ProductChangeRow, insert_changes

__all__ = ["ProductChangeRow", "record_changes"]


async def record_changes(tx: Tx, *, event_id: UUID, rows: list[ProductChangeRow]) -> None:
    """Add to each product's history what the event changed of it: 1 statement, any number.

    The event may be recorded later, by the same id: an import writes its changes chunk by chunk and
    its one event at the end. Of one call, a product may have one row.
    """
    if rows:
        await insert_changes(tx, event_id=event_id, rows=rows)
