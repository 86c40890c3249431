"""Write the variants of products, and the barcodes they have beside their main one."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.catalog.products.draft import Draft
from galleria.catalog.products.queries import VariantRow
from galleria.catalog.products.write_queries import (
    delete_further_barcodes,
    delete_variants,
    insert_further_barcodes,
    insert_variants,
    update_variants,
)

Code = tuple[str, UUID]  # A barcode, and the variant that has it.


async def write_variants(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    """Write the variants of the products that were there, and further barcodes of all.

    At most 5 statements. The new products' variants are there already.
    """
    lost, gained = _further_barcodes(drafts)
    if lost:
        await delete_further_barcodes(tx, catalog_id=catalog_id, codes=[code for code, _ in lost])
    await _write_rows(tx, catalog_id, [draft for draft in drafts if draft.before])
    if gained:
        await insert_further_barcodes(
            tx,
            catalog_id=catalog_id,
            codes=[code for code, _ in gained],
            variant_ids=[variant_id for _, variant_id in gained],
        )


async def _write_rows(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    gone: list[UUID] = []
    new: list[VariantRow] = []
    changed: list[VariantRow] = []
    for draft in drafts:
        if draft.is_resold:
            before = {row.variant_id: row for row in draft.variants_before}
            new += [row for row in draft.variants if row.variant_id not in before]
            changed += [row for row in draft.variants if before.pop(row.variant_id, row) != row]
            gone += before
    now = tx.context.now
    if gone:
        await delete_variants(tx, variant_ids=gone)
    if changed:
        await update_variants(tx, rows=changed, now=now)
    if new:
        await insert_variants(tx, catalog_id=catalog_id, rows=new, now=now)


def _further_barcodes(drafts: list[Draft]) -> tuple[list[Code], list[Code]]:
    lost: list[Code] = []
    gained: list[Code] = []
    for draft in drafts:
        if not draft.is_resold:
            continue
        before, after = _codes(draft.variants_before), _codes(draft.variants)
        if before or after:
            lost += [code for code in before if code not in after]
            gained += [code for code in after if code not in before]
    return lost, gained


def _codes(rows: list[VariantRow]) -> list[Code]:
    return [(code, row.variant_id) for row in rows for code in row.further_barcodes]
