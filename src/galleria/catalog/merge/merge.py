"""Bring a chunk of a file's products to a catalog: one history for all, decided beside the loop.

The rules are those of every other way to write products, and so are the statements.
"""

import asyncio
from uuid import UUID

import msgspec
from msgspec import UNSET

from galleria.base.bulk import RefusedRow, RowOutcome
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.changes import ProductChangeRow, record_changes
from galleria.catalog.merge.decide import Decision
from galleria.catalog.merge.rows import Merge, Merged, MergeRow
from galleria.catalog.merge.settle import settle
from galleria.catalog.notices import ProductsMerged
from galleria.catalog.products.change import variants_by_product
from galleria.catalog.products.draft import Draft, Wanted
from galleria.catalog.products.facts import due_later
from galleria.catalog.products.look_up import look_up
from galleria.catalog.products.publish import publish_later
from galleria.catalog.products.queries import ProductRow, products_by_keys
from galleria.catalog.products.rows import KeyedProduct
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import named, refused
from galleria.engine.notices import tell

MERGED_ROWS_MAX = 5_000
_NOT_THERE = FieldError(
    "/external_key", "not_there", "The catalog has no such product: mode=update makes none."
)
_THERE = FieldError(
    "/external_key", "there", "The catalog has this product: mode=create changes none."
)


async def merge_products(
    tx: Tx, catalog: LockedCatalog, merge: Merge, rows: list[MergeRow]
) -> list[Merged]:
    """Create and change products by their key, as the mode says; one answer a row.

    A wrong row is refused alone. What a row does not mention stays, absent variants among it. No
    event is recorded: each change is one row of the history of `merge.event_id`. At most 14
    statements, up to MERGED_ROWS_MAX rows.
    """
    assert len(rows) <= MERGED_ROWS_MAX
    keys = [row.sent.external_key for row in rows if isinstance(row.sent, KeyedProduct)]
    found = await products_by_keys(tx, catalog_id=catalog.catalog_id, external_keys=keys)
    there = {row.external_key: row for row in found if row.external_key is not None}
    variants = await variants_by_product(tx, [row.product_id for row in found])
    wanted: dict[str, Wanted] = {}
    answered: list[RowOutcome] = []
    for index, row in enumerate(rows):
        before = None if isinstance(row.sent, RefusedRow) else there.get(row.sent.external_key)
        sent = _sent(row.sent, merge, before, wanted)
        if isinstance(sent, list):
            answered.append(refused(index, sent))
            continue
        product_id = before.product_id if before else new_id()
        there_before = variants.get(product_id, [])
        wanted[sent.external_key] = Wanted(
            index, product_id, sent, before, there_before, keep_absent_variants=True
        )
    around = await look_up(tx, catalog, list(wanted.values()))
    divisible = {index for index, row in enumerate(rows) if row.is_divisible}
    decision = await settle(tx, catalog, list(wanted.values()), around, divisible)
    await _tell(tx, catalog, merge, decision)
    known = {row.index: row.before.product_id for row in wanted.values() if row.before}
    refusals = [*answered, *named(decision.refused, known)]
    return await asyncio.to_thread(_merged, decision, refusals)


def _sent(
    sent: KeyedProduct | RefusedRow,
    merge: Merge,
    before: ProductRow | None,
    wanted: dict[str, Wanted],
) -> KeyedProduct | list[FieldError]:
    if isinstance(sent, RefusedRow):
        return sent.errors
    if sent.external_key in wanted:
        detail = "Another row of this call has the same key."
        return [FieldError("/external_key", "repeated", detail)]
    if merge.mode == "create" and before is not None:
        return [_THERE]
    if merge.mode == "update" and before is None:
        return [_NOT_THERE]
    is_back = merge.mode == "replace" and before is not None and before.status == "archived"
    if is_back and sent.status is UNSET:
        return msgspec.structs.replace(sent, status="active")
    return sent


async def _tell(tx: Tx, catalog: LockedCatalog, merge: Merge, decision: Decision) -> None:
    changed = [drafted for drafted in decision.drafts if drafted.is_changed]
    if not changed:
        return
    changes = [_change(drafted) for drafted in changed]
    await record_changes(tx, event_id=merge.event_id, rows=changes)
    due = due_later(changed, tx.context.now)
    await publish_later(tx, catalog_id=catalog.catalog_id, due=due)
    written = [drafted.after.product_id for drafted in changed]
    await tell(tx, ProductsMerged(catalog.catalog_id, written))


def _change(drafted: Draft) -> ProductChangeRow:
    kind = "created" if drafted.before is None else "updated"
    return ProductChangeRow(drafted.after.product_id, kind, _changed(drafted))


def _changed(drafted: Draft) -> list[str]:
    if drafted.before is None:
        return []
    return [*drafted.changed, "variants"] if drafted.is_resold else list(drafted.changed)


def _merged(decision: Decision, refusals: list[RowOutcome]) -> list[Merged]:
    merged = [Merged(outcome, [], {}) for outcome in refusals]
    for drafted in decision.drafts:
        left_out = decision.left_out.get(drafted.index, {})
        merged.append(Merged(_outcome(drafted), _changed(drafted), left_out))
    merged.sort(key=lambda one: one.outcome.index)
    return merged


def _outcome(drafted: Draft) -> RowOutcome:
    after: UUID = drafted.after.product_id
    if drafted.before is None:
        return RowOutcome(drafted.index, "created", after, 1)
    status = "updated" if drafted.is_changed else "unchanged"
    return RowOutcome(drafted.index, status, after, drafted.after.version + drafted.is_changed)
