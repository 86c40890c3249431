"""Change all products that a filter finds."""

from uuid import UUID

import msgspec

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog.by_filter.ask import ask
from galleria.catalog.by_filter.check import refuse_unsound
from galleria.catalog.by_filter.outcome import FilterOutcome
from galleria.catalog.by_filter.plan import Asked, ByFilter
from galleria.catalog.by_filter.rows import BulkEdit, ChangeByFilter
from galleria.catalog.list import read_catalog


async def change_products_by_filter(
    tx: Tx, *, catalog_id: UUID, body: ChangeByFilter
) -> FilterOutcome:
    """Change every product that a filter finds: prices, status, brand, tags and more, in one call.

    Try it first: `dry_run` counts what would change and shows a sample. Up to 1,000 products are
    changed at once, all or none (200); more by a job that goes on product by product in the order
    they were made (202). What was changed can be undone by `event_id`. NotFound (catalog), or
    `Invalid` naming every wrong field. A filter that finds nothing changes nothing.
    """
    catalog = await read_catalog(tx, catalog_id=catalog_id)
    await refuse_unsound(tx, catalog_id=catalog_id, body=body)
    change = _in_a_currency(body.change, catalog.currency)
    asked = Asked(new_id(), catalog_id, ByFilter(body.filter, change))
    return await ask(tx, asked, is_dry_run=body.dry_run)


def _in_a_currency(change: BulkEdit, currency: str) -> BulkEdit:
    if change.price is None or change.price.currency is not None:
        return change
    price = msgspec.structs.replace(change.price, currency=currency)
    return msgspec.structs.replace(change, price=price)
