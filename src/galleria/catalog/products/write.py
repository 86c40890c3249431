"""Write products and variants that were decided about: at most 6 statements, any number."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.catalog.products.draft import Draft
from galleria.catalog.products.queries import (
    VariantRow,
    delete_variants,
    insert_products,
    insert_variants,
    touch_products,
    update_products,
    update_variants,
)


async def write(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    """Write every draft; each has something to write."""
    now = tx.context.now
    created = [draft for draft in drafts if draft.before is None]
    updated = [draft.after for draft in drafts if draft.before and draft.changed]
    touched = [draft.after.product_id for draft in drafts if draft.before and not draft.changed]
    if created:
        await insert_products(
            tx,
            catalog_id=catalog_id,
            rows=[draft.after for draft in created],
            variants=[variant for draft in created for variant in draft.variants],
            now=now,
        )
    if updated:
        await update_products(tx, catalog_id=catalog_id, rows=updated, now=now)
    if touched:
        await touch_products(tx, catalog_id=catalog_id, product_ids=touched, now=now)
    resold = [draft for draft in drafts if draft.before and draft.is_resold]
    await _write_variants(tx, catalog_id, resold)


async def _write_variants(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    gone: list[UUID] = []
    new: list[VariantRow] = []
    changed: list[VariantRow] = []
    for draft in drafts:
        before = {row.variant_id: row for row in draft.variants_before}
        for row in draft.variants:
            there = before.pop(row.variant_id, None)
            if there is None:
                new.append(row)
            elif there != row:
                changed.append(row)
        gone += before
    now = tx.context.now
    if gone:
        await delete_variants(tx, variant_ids=gone)
    if changed:
        await update_variants(tx, rows=changed, now=now)
    if new:
        await insert_variants(tx, catalog_id=catalog_id, rows=new, now=now)
