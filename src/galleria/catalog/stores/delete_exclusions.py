"""Take exclusions back: the store sells again what was excluded."""

from uuid import UUID

from galleria.base.bulk import BulkIds, BulkMode, BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError, NotFound
from galleria.base.tx import Tx
from galleria.catalog.events import StoreCategoryIncluded, StoreProductIncluded
from galleria.catalog.lock import locked
from galleria.catalog.notices import CategoriesWritten, ProductsWritten
from galleria.catalog.rows import refused
from galleria.catalog.stores.queries import GoneExclusion
from galleria.catalog.stores.queries import delete_exclusions as delete_rows
from galleria.catalog.stores.sold import held_store
from galleria.engine.events import Event, record
from galleria.engine.notices import tell


async def delete_exclusion(tx: Tx, *, store_id: UUID, exclusion_id: UUID) -> None:
    """Take one exclusion back; NotFound."""
    if not await _delete(tx, store_id, [exclusion_id]):
        raise NotFound()


async def delete_exclusions(
    tx: Tx, *, store_id: UUID, body: BulkIds, query: BulkMode
) -> BulkOutcome:
    """Take up to 1,000 exclusions back, of whatever catalog; NotFound (store) or BulkRefused.

    5 statements, any number of rows, and those of showing it.
    """
    gone = await _delete(tx, store_id, list(dict.fromkeys(body.ids)))
    # Refused after the fact: the refusal rolls the transaction back, and nothing is gone.
    outcomes = _outcomes(body.ids, {row.exclusion_id for row in gone})
    return settle(outcomes, partial=query.partial, at="/ids")


async def _delete(tx: Tx, store_id: UUID, ids: list[UUID]) -> list[GoneExclusion]:
    choice = await held_store(tx, store_id)
    if choice.catalog_id is not None:
        await locked(tx, choice.catalog_id, rows=len(ids))
    gone = await delete_rows(tx, store_id=store_id, exclusion_ids=ids)
    await record(tx, [_event(store_id, row) for row in gone])
    # Of another catalog than the one it sells, nothing is shown.
    shown = [row for row in gone if row.catalog_id == choice.catalog_id]
    if choice.catalog_id is not None and shown:
        product_ids = [row.product_id for row in shown if row.product_id]
        category_ids = [row.category_id for row in shown if row.category_id]
        await tell(tx, ProductsWritten(choice.catalog_id, product_ids))
        await tell(tx, CategoriesWritten(choice.catalog_id, category_ids))
    return gone


def _outcomes(ids: list[UUID], gone: set[UUID]) -> list[RowOutcome]:
    outcomes: list[RowOutcome] = []
    seen: set[UUID] = set()
    for index, exclusion_id in enumerate(ids):
        if exclusion_id in seen:
            outcomes.append(refused(index, [FieldError("", "repeated", "It is listed twice.")]))
        elif exclusion_id in gone:
            outcomes.append(RowOutcome(index, "deleted", exclusion_id))
        else:
            outcomes.append(RowOutcome(index, "not_found", exclusion_id))
        seen.add(exclusion_id)
    return outcomes


def _event(store_id: UUID, row: GoneExclusion) -> Event:
    if row.product_id is not None:
        return StoreProductIncluded(store_id, row.exclusion_id, row.product_id)
    assert row.category_id is not None
    return StoreCategoryIncluded(store_id, row.exclusion_id, row.category_id)
