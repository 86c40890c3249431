"""Exclude products and categories from what a store sells."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome, settle
from galleria.base.examples import EXAMPLE_ID
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.events import StoreCategoryExcluded, StoreProductExcluded
from galleria.catalog.lock import begin_writing
from galleria.catalog.notices import CategoriesWritten, ProductsWritten
from galleria.catalog.rows import refused, sound_rows
from galleria.catalog.stores.queries import (
    ExclusionRow,
    ExclusionTarget,
    exclusion_targets,
    put_exclusions,
)
from galleria.catalog.stores.sold import sold_catalog
from galleria.engine.events import Event, record
from galleria.engine.notices import tell

Reason = Annotated[str, Meta(max_length=500, examples=["Not licensed in Norway"])]


class NewExclusion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the two is named: a product, or a category with all that is below it.

    Without `reason`, what is excluded already keeps the one it has.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "product_id": EXAMPLE_ID, "reason": "Not licensed in Norway",
    }  # fmt: skip

    product_id: UUID | None = None
    category_id: UUID | None = None
    reason: Reason | UnsetType = UNSET


async def create_exclusions(
    tx: Tx, *, store_id: UUID, body: Bulk[NewExclusion], query: BulkMode
) -> BulkOutcome:
    """Keep up to 1,000 products and categories out of the store, shoppers at once.

    NotFound (store), SellsNothing, or BulkRefused: what the store's catalog does not have is named.
    What is excluded already is unchanged; with another reason, updated, and whoever says so stands
    for it. 6 statements, any number of rows, and those of showing it; for many rows, one more.
    """
    catalog = await sold_catalog(tx, store_id=store_id, rows=len(body.rows))
    rows, outcomes = sound_rows(body.rows)
    found = await exclusion_targets(
        tx,
        store_id=store_id,
        catalog_id=catalog.catalog_id,
        product_ids=[row.product_id for row in rows.values() if row.product_id],
        category_ids=[row.category_id for row in rows.values() if row.category_id],
    )
    there = {row.target_id: row for row in found}
    written: list[ExclusionRow] = []
    seen: set[UUID] = set()
    for index, row in rows.items():
        decided = _decided(index, row, there, seen)
        if isinstance(decided, RowOutcome):
            outcomes.append(decided)
        else:
            written.append(decided)
            known = there[_target(row)].exclusion_id
            status = "created" if known is None else "updated"
            outcomes.append(RowOutcome(index, status, decided.exclusion_id))
    outcomes.sort(key=lambda outcome: outcome.index)
    settled = settle(outcomes, partial=query.partial)
    await begin_writing(tx, catalog)
    await _write(tx, store_id, catalog.catalog_id, written)
    return settled


def _target(row: NewExclusion) -> UUID:
    target = row.product_id or row.category_id
    assert target is not None
    return target


def _decided(
    index: int, row: NewExclusion, there: dict[UUID, ExclusionTarget], seen: set[UUID]
) -> ExclusionRow | RowOutcome:
    if error := _error(row, there, seen):
        return refused(index, [error])
    found = there[_target(row)]
    seen.add(found.target_id)
    if found.exclusion_id is not None and row.reason in (UNSET, found.reason):
        return RowOutcome(index, "unchanged", found.exclusion_id)
    reason = "" if row.reason is UNSET else row.reason
    exclusion_id = found.exclusion_id or new_id()
    return ExclusionRow(exclusion_id, row.product_id, row.category_id, reason)


def _error(
    row: NewExclusion, there: dict[UUID, ExclusionTarget], seen: set[UUID]
) -> FieldError | None:
    if row.product_id is None and row.category_id is None:
        return FieldError("/product_id", "missing", "Name a product or a category.")
    if row.product_id is not None and row.category_id is not None:
        return FieldError("/category_id", "ambiguous", "Name a product or a category, not both.")
    kind = "product" if row.product_id else "category"
    found = there.get(_target(row))
    if found is None or found.kind != kind:
        detail = f"There is no such {kind} in the catalog that the store sells."
        return FieldError(f"/{kind}_id", "not_found", detail)
    if found.target_id in seen:
        return FieldError(f"/{kind}_id", "repeated", "Another row of this call names it, too.")
    return None


async def _write(tx: Tx, store_id: UUID, catalog_id: UUID, rows: list[ExclusionRow]) -> None:
    if not rows:
        return
    actor = tx.context.actor
    await put_exclusions(
        tx,
        store_id=store_id,
        catalog_id=catalog_id,
        rows=rows,
        actor_kind=actor.kind,
        actor_id=actor.actor_id,
        now=tx.context.now,
    )
    await record(tx, [_event(store_id, row) for row in rows])
    await tell(tx, ProductsWritten(catalog_id, [it.product_id for it in rows if it.product_id]))
    await tell(tx, CategoriesWritten(catalog_id, [it.category_id for it in rows if it.category_id]))


def _event(store_id: UUID, row: ExclusionRow) -> Event:
    if row.product_id is not None:
        return StoreProductExcluded(store_id, row.exclusion_id, row.product_id, row.reason)
    assert row.category_id is not None
    return StoreCategoryExcluded(store_id, row.exclusion_id, row.category_id, row.reason)
