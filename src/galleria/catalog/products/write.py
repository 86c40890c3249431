"""Write products and variants that were decided about: at most 6 statements, any number."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.catalog.products.draft import Draft
from galleria.catalog.products.queries import ProductRow, VariantRow
from galleria.catalog.products.write_queries import (
    delete_variants,
    insert_products,
    insert_variants,
    replace_places,
    touch_products,
    update_products,
    update_variants,
)

PLACES = {"category_id", "further_category_ids"}


async def write(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    """Write every draft; each has something to write."""
    now = tx.context.now
    created = [draft for draft in drafts if draft.before is None]
    updated = [draft.after for draft in drafts if draft.before and draft.changed]
    touched = [draft.after.product_id for draft in drafts if draft.before and not draft.changed]
    if created:
        places = [place for draft in created for place in _places(draft.after)]
        await insert_products(
            tx,
            catalog_id=catalog_id,
            rows=[draft.after for draft in created],
            variants=[variant for draft in created for variant in draft.variants],
            placed_ids=[product_id for product_id, _ in places],
            category_ids=[category_id for _, category_id in places],
            now=now,
        )
    if updated:
        await update_products(tx, catalog_id=catalog_id, rows=updated, now=now)
    if touched:
        await touch_products(tx, catalog_id=catalog_id, product_ids=touched, now=now)
    await _write_places(tx, catalog_id, drafts)
    resold = [draft for draft in drafts if draft.before and draft.is_resold]
    await _write_variants(tx, catalog_id, resold)


def _places(row: ProductRow) -> list[tuple[UUID, UUID]]:
    places = [(row.product_id, further) for further in row.further_category_ids]
    if row.category_id is not None:
        places.append((row.product_id, row.category_id))
    return places


async def _write_places(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    gone: list[tuple[UUID, UUID]] = []
    new: list[tuple[UUID, UUID]] = []
    for draft in drafts:
        if draft.before and not PLACES.isdisjoint(draft.changed):
            before, after = _places(draft.before), _places(draft.after)
            gone += [place for place in before if place not in after]
            new += [place for place in after if place not in before]
    if gone or new:
        await replace_places(
            tx,
            catalog_id=catalog_id,
            gone_ids=[product_id for product_id, _ in gone],
            gone_category_ids=[category_id for _, category_id in gone],
            placed_ids=[product_id for product_id, _ in new],
            category_ids=[category_id for _, category_id in new],
        )


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
