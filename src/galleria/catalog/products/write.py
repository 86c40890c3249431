"""Write products and variants that were decided about: at most 13 statements, any number."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.catalog.fields import NO_LIST
from galleria.catalog.products.bundles import parts_of
from galleria.catalog.products.draft import Draft
from galleria.catalog.products.queries import ProductRow
from galleria.catalog.products.write_queries import (
    PartToWrite,
    delete_bundle_parts,
    insert_bundle_parts,
    insert_products,
    replace_places,
    touch_products,
    update_products,
)
from galleria.catalog.products.write_variants import write_variants

PLACES = {"category_id", "further_category_ids"}


async def write(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    """Write every draft; each has something to write.

    Bundles let go of variants before those are deleted, and take new ones when they are there.
    """
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
    rebundled = [draft for draft in drafts if _is_rebundled(draft)]
    await _clear_bundles(tx, rebundled)
    await write_variants(tx, catalog_id, drafts)
    await _write_bundles(tx, catalog_id, rebundled)


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


def _is_rebundled(draft: Draft) -> bool:
    return "bundle" in draft.changed if draft.before else draft.after.bundle != NO_LIST


async def _clear_bundles(tx: Tx, drafts: list[Draft]) -> None:
    there = [draft.after.product_id for draft in drafts if draft.before]
    if there:
        await delete_bundle_parts(tx, product_ids=there)


async def _write_bundles(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    parts = [
        PartToWrite(draft.after.product_id, part.variant_id, position, part.quantity)
        for draft in drafts
        for position, part in enumerate(parts_of(draft.after.bundle))
    ]
    if parts:
        await insert_bundle_parts(tx, catalog_id=catalog_id, rows=parts)
