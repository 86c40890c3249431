"""What became true of products by a change; pure."""

from datetime import datetime
from uuid import UUID

from galleria.catalog.events import (
    PriceChanged,
    PriceMoved,
    ProductArchived,
    ProductCreated,
    ProductPublished,
    ProductUpdated,
)
from galleria.catalog.products.draft import Draft
from galleria.catalog.products.publish import Due
from galleria.catalog.products.queries import ProductRow
from galleria.engine.events import Event


def facts_of(catalog_id: UUID, drafted: Draft, now: datetime) -> list[Event]:
    """Return what is to be recorded of a product that was written."""
    before, after = drafted.before, drafted.after
    product_id = after.product_id
    facts: list[Event] = []
    if before is None:
        facts.append(ProductCreated(product_id, catalog_id, after.name))
    else:
        changed = list(drafted.changed)
        if drafted.is_resold:
            changed.append("variants")
        facts.append(ProductUpdated(product_id, catalog_id, changed, after.version + 1))
        if moved := _moved(drafted):
            facts.append(PriceChanged(product_id, catalog_id, moved))
        if after.status == "archived" != before.status:
            facts.append(ProductArchived(product_id, catalog_id, after.name))
    if _is_out(after, now) and not (before and _is_out(before, now)):
        facts.append(ProductPublished(product_id, catalog_id, after.name))
    return facts


def due_later(drafts: list[Draft], now: datetime) -> list[Due]:
    """Return the products that will be shown at an instant that is new of them."""
    due: list[Due] = []
    for drafted in drafts:
        before, after = drafted.before, drafted.after
        if after.publish_at is None or after.publish_at <= now or after.status != "active":
            continue
        if before is None or (before.status, before.publish_at) != ("active", after.publish_at):
            due.append(Due(after.product_id, after.publish_at))
    return due


def _is_out(row: ProductRow, now: datetime) -> bool:
    return row.status == "active" and (row.publish_at is None or row.publish_at <= now)


def _moved(drafted: Draft) -> list[PriceMoved]:
    if not drafted.is_resold:
        return []
    before = {row.variant_id: row for row in drafted.variants_before}
    return [
        PriceMoved(row.variant_id, there.price_minor, row.price_minor, row.currency)
        for row in drafted.variants
        if (there := before.get(row.variant_id))
        and (there.price_minor, there.currency) != (row.price_minor, row.currency)
    ]
