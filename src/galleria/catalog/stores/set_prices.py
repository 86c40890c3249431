"""Say at which prices a store sells variants, where not at the catalog's."""

from uuid import UUID

from msgspec import Struct

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome, RowStatus, settle
from galleria.base.money import PriceMinor
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.events import StorePriceChanged
from galleria.catalog.lock import begin_writing
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.rows import refused, sound_rows
from galleria.catalog.stores.queries import (
    PriceRow,
    PriceThere,
    delete_prices,
    prices_there,
    put_prices,
)
from galleria.catalog.stores.sold import sold_catalog
from galleria.engine.events import record
from galleria.engine.notices import tell


class WantedPrice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In the variant's currency. A price of null: the catalog's own prices count again."""

    variant_id: UUID
    price_minor: PriceMinor | None
    compare_at_minor: PriceMinor | None = None


async def set_store_prices(
    tx: Tx, *, store_id: UUID, body: Bulk[WantedPrice], query: BulkMode
) -> BulkOutcome:
    """Give up to 1,000 variants a price of the store's own, or take it from them.

    NotFound (store), SellsNothing, or BulkRefused: what the store's catalog does not have is named.
    Each is an event. At most 7 statements, any number of rows, and that of showing them; for many
    rows, one more.
    """
    catalog = await sold_catalog(tx, store_id=store_id, rows=len(body.rows))
    rows, outcomes = sound_rows(body.rows)
    found = await prices_there(
        tx,
        store_id=store_id,
        catalog_id=catalog.catalog_id,
        variant_ids=[row.variant_id for row in rows.values()],
    )
    there = {row.variant_id: row for row in found}
    seen: set[UUID] = set()
    changed: list[WantedPrice] = []
    for index, row in rows.items():
        if errors := _errors(row, there, seen):
            outcomes.append(refused(index, errors))
            continue
        seen.add(row.variant_id)
        status = _status(row, there[row.variant_id])
        outcomes.append(RowOutcome(index, status, row.variant_id))
        if status != "unchanged":
            changed.append(row)
    outcomes.sort(key=lambda outcome: outcome.index)
    settled = settle(outcomes, partial=query.partial)
    await begin_writing(tx, catalog)
    await _write(tx, store_id, changed)
    await record(tx, [_event(store_id, row, there[row.variant_id]) for row in changed])
    product_ids = list({there[row.variant_id].product_id for row in changed})
    await tell(tx, ProductsWritten(catalog.catalog_id, product_ids))
    return settled


def _errors(row: WantedPrice, there: dict[UUID, PriceThere], seen: set[UUID]) -> list[FieldError]:
    errors: list[FieldError] = []
    if row.variant_id not in there:
        detail = "There is no such variant in the catalog that the store sells."
        errors.append(FieldError("/variant_id", "not_found", detail))
    elif row.variant_id in seen:
        detail = "Another row of this call names it, too."
        errors.append(FieldError("/variant_id", "repeated", detail))
    if row.price_minor is None and row.compare_at_minor is not None:
        detail = "Without a price of the store's own there is nothing to compare."
        errors.append(FieldError("/compare_at_minor", "no_price", detail))
    return errors


def _status(row: WantedPrice, before: PriceThere) -> RowStatus:
    if row.price_minor is None:
        return "deleted" if before.is_set else "unchanged"
    if not before.is_set:
        return "created"
    is_same = (row.price_minor, row.compare_at_minor) == (
        before.price_minor,
        before.compare_at_minor,
    )
    return "unchanged" if is_same else "updated"


async def _write(tx: Tx, store_id: UUID, rows: list[WantedPrice]) -> None:
    put = [
        PriceRow(row.variant_id, row.price_minor, row.compare_at_minor)
        for row in rows
        if row.price_minor is not None
    ]
    gone = [row.variant_id for row in rows if row.price_minor is None]
    if put:
        await put_prices(tx, store_id=store_id, rows=put, now=tx.context.now)
    if gone:
        await delete_prices(tx, store_id=store_id, variant_ids=gone)


def _event(store_id: UUID, row: WantedPrice, before: PriceThere) -> StorePriceChanged:
    return StorePriceChanged(
        store_id,
        row.variant_id,
        before.product_id,
        before.price_minor,
        row.price_minor,
        row.compare_at_minor,
    )
