"""Put products into a category, many in one call, and take them out of it."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.bulk import BULK_ROWS_MAX, BulkMode, BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError, NotFound, Refusal
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.categories.placed_queries import (
    PlacedProduct,
    place_products,
    placed_products,
    unplace_products,
)
from galleria.catalog.categories.queries import CategoryRow, categories_by_ids
from galleria.catalog.events import ProductUpdated
from galleria.catalog.fields import FURTHER_CATEGORIES_MAX
from galleria.catalog.lock import begin_writing, locked
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.rows import refused
from galleria.engine.events import record
from galleria.engine.notices import tell

AT = "/product_ids"


class SmartCategory(Refusal):
    """Its products are those that its filter finds."""

    code = "smart_category"
    status = 409
    title = "A smart category has the products that its filter finds, and no others"


class CategoryProducts(Struct, frozen=True, forbid_unknown_fields=True):
    product_ids: Annotated[list[UUID], Meta(min_length=1, max_length=BULK_ROWS_MAX)]


class Wish(Struct, frozen=True, kw_only=True):
    """Which products are to be in the category, or not to be in it."""

    product_ids: list[UUID]
    is_added: bool
    is_partial: bool


async def add_category_products(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, body: CategoryProducts, query: BulkMode
) -> BulkOutcome:
    """Put up to 1,000 products into the category; NotFound, SmartCategory or BulkRefused.

    It becomes the primary category of those that had none; the others are in it, too. Each is an
    event of its own. 5 statements, any number of rows, and that of showing them.
    """
    wish = Wish(product_ids=body.product_ids, is_added=True, is_partial=query.partial)
    return await _change(tx, catalog_id, category_id, wish)


async def remove_category_products(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, body: CategoryProducts, query: BulkMode
) -> BulkOutcome:
    """Take up to 1,000 products out of the category; NotFound, SmartCategory or BulkRefused.

    Where it was the primary one, the oldest of the product's other categories is it now; without
    any, it has none. What is not in the category is unchanged. As many statements as adding.
    """
    wish = Wish(product_ids=body.product_ids, is_added=False, is_partial=query.partial)
    return await _change(tx, catalog_id, category_id, wish)


async def manual_category(tx: ReadTx, *, catalog_id: UUID, category_id: UUID) -> CategoryRow:
    """Return a category that products can be put into; NotFound or SmartCategory."""
    rows = await categories_by_ids(tx, catalog_id=catalog_id, category_ids=[category_id])
    if not rows:
        raise NotFound()
    if rows[0].kind == "smart":
        raise SmartCategory()
    return rows[0]


async def _change(tx: Tx, catalog_id: UUID, category_id: UUID, wish: Wish) -> BulkOutcome:
    catalog = await locked(tx, catalog_id, rows=len(wish.product_ids))
    await manual_category(tx, catalog_id=catalog_id, category_id=category_id)
    ids = list(dict.fromkeys(wish.product_ids))
    rows = await placed_products(
        tx, catalog_id=catalog_id, category_id=category_id, product_ids=ids
    )
    there = {row.product_id: row for row in rows}
    outcomes = _outcomes(wish, there)
    settled = settle(outcomes, partial=wish.is_partial, at=AT)
    wanted = [row.id for row in outcomes if row.status == "updated" and row.id is not None]
    if not wanted:
        return settled
    await begin_writing(tx, catalog)
    await (place_products if wish.is_added else unplace_products)(
        tx, catalog_id=catalog_id, category_id=category_id, product_ids=wanted, now=tx.context.now
    )
    await record(tx, [_event(catalog_id, there[one], wish) for one in wanted])
    await tell(tx, ProductsWritten(catalog_id, wanted))
    return settled


def _outcomes(wish: Wish, there: dict[UUID, PlacedProduct]) -> list[RowOutcome]:
    outcomes: list[RowOutcome] = []
    seen: set[UUID] = set()
    for index, product_id in enumerate(wish.product_ids):
        found = there.get(product_id)
        if found is None:
            outcomes.append(RowOutcome(index, "not_found", product_id))
        elif product_id in seen:
            outcomes.append(refused(index, [FieldError("", "repeated", "It is listed twice.")]))
        elif found.is_here == wish.is_added:
            outcomes.append(RowOutcome(index, "unchanged", product_id, found.version))
        elif wish.is_added and found.categories > FURTHER_CATEGORIES_MAX:
            detail = f"It is in {found.categories} categories, and more it cannot be in."
            outcomes.append(refused(index, [FieldError("", "limit", detail)]))
        else:
            outcomes.append(RowOutcome(index, "updated", product_id, found.version + 1))
        seen.add(product_id)
    return outcomes


def _event(catalog_id: UUID, before: PlacedProduct, wish: Wish) -> ProductUpdated:
    if wish.is_added:
        changed = ["further_category_ids" if before.has_primary else "category_id"]
    else:
        # With the primary one gone, one of the others takes its place.
        changed = ["category_id"] if before.is_primary else []
        changed += ["further_category_ids"] if not changed or before.categories > 1 else []
    return ProductUpdated(before.product_id, catalog_id, changed, before.version + 1)
