"""Changes by filter, as tests ask for them."""

from typing import Any
from uuid import UUID

import msgspec

from galleria.base.tx import ReadTx, Tx
from galleria.catalog.by_filter.change import change_products_by_filter
from galleria.catalog.by_filter.outcome import BulkOutcome
from galleria.catalog.by_filter.rows import ChangeByFilter, UndoChange
from galleria.catalog.by_filter.undo import undo_product_change
from galleria.catalog.products.list import Product, read_product

OFF_TEN = {"percent": "-10", "round_to": {"ends_with_minor": 99, "of_minor": 100}}


async def changed(
    tx: Tx, catalog_id: UUID, filter: dict[str, Any] | None = None, **change: Any
) -> BulkOutcome:
    """Change by filter as if it came over HTTP."""
    return await asked(tx, catalog_id, filter or {}, change)


async def tried(
    tx: Tx, catalog_id: UUID, filter: dict[str, Any] | None = None, **change: Any
) -> BulkOutcome:
    """The same as a dry run."""
    return await asked(tx, catalog_id, filter or {}, change, dry_run=True)


async def asked(
    tx: Tx, catalog_id: UUID, filter: dict[str, Any], change: dict[str, Any], **more: Any
) -> BulkOutcome:
    sent = msgspec.json.encode({"filter": filter, "change": change, **more})
    body = msgspec.json.decode(sent, type=ChangeByFilter)
    return await change_products_by_filter(tx, catalog_id=catalog_id, body=body)


async def undone(
    tx: Tx, catalog_id: UUID, event_id: UUID | None, *, dry_run: bool = False
) -> BulkOutcome:
    assert event_id is not None
    body = UndoChange(dry_run=dry_run)
    return await undo_product_change(tx, catalog_id=catalog_id, event_id=event_id, body=body)


async def seen(tx: ReadTx, catalog_id: UUID, product_id: UUID) -> Product:
    return await read_product(tx, catalog_id=catalog_id, product_id=product_id)


async def prices(tx: ReadTx) -> list[int]:
    """Every price of the organization, lowest first."""
    rows = await tx.connection.fetch("SELECT price_minor FROM variant ORDER BY 1")
    return [row["price_minor"] for row in rows]
