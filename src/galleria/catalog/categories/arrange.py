"""Put a category's products in order by hand."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.bulk import BULK_ROWS_MAX
from galleria.base.refusals import FieldError, Invalid, Stale
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.categories.place import manual_category
from galleria.catalog.categories.placed_queries import (
    ArrangedProduct,
    arrange_products,
    arranged_products,
    placed_products,
    touch_category,
)
from galleria.catalog.events import CategoryUpdated
from galleria.catalog.lock import begin_writing, locked
from galleria.engine.events import record


class WantedOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """The first comes first; whoever is not named comes behind all that are."""

    product_ids: Annotated[list[UUID], Meta(max_length=BULK_ROWS_MAX)]


class ProductsByHand(Struct, frozen=True):
    """The products that were put in order, the first first; `version` is the category's."""

    category_id: UUID
    version: int
    products: list[ArrangedProduct]


async def read_product_order(tx: ReadTx, *, catalog_id: UUID, category_id: UUID) -> ProductsByHand:
    """Return the products that were put in order by hand; NotFound or SmartCategory.

    It is the order that shoppers see while the category's `product_order` is `manual`.
    """
    category = await manual_category(tx, catalog_id=catalog_id, category_id=category_id)
    products = await arranged_products(tx, category_id=category_id)
    return ProductsByHand(category_id, category.version, products)


async def set_product_order(
    tx: Tx, *, catalog_id: UUID, category_id: UUID, body: WantedOrder, if_match: int
) -> ProductsByHand:
    """Put up to 1,000 products first, in this order; the others lose theirs.

    NotFound, SmartCategory, Stale, or `Invalid` that names every product which is not in the
    category or is named twice. The same order again makes no new version. At most 9 statements,
    any number of products.
    """
    ids = body.product_ids
    catalog = await locked(tx, catalog_id, rows=len(ids))
    category = await manual_category(tx, catalog_id=catalog_id, category_id=category_id)
    if category.version != if_match:
        raise Stale(version=category.version)
    placed = await placed_products(
        tx, catalog_id=catalog_id, category_id=category_id, product_ids=list(dict.fromkeys(ids))
    )
    _refuse_others(ids, {row.product_id for row in placed if row.is_here})
    before = await arranged_products(tx, category_id=category_id)
    if [row.product_id for row in before] == ids:
        return ProductsByHand(category_id, category.version, before)
    await begin_writing(tx, catalog)
    places: dict[UUID, int | None] = dict.fromkeys(row.product_id for row in before)
    places |= {product_id: place for place, product_id in enumerate(ids, 1)}
    await arrange_products(
        tx,
        category_id=category_id,
        product_ids=list(places),
        positions=list(places.values()),
    )
    version = await touch_category(
        tx, catalog_id=catalog_id, category_id=category_id, now=tx.context.now
    )
    await record(tx, [CategoryUpdated(category_id, catalog_id, ["product_positions"], version)])
    return ProductsByHand(
        category_id, version, await arranged_products(tx, category_id=category_id)
    )


def _refuse_others(ids: list[UUID], here: set[UUID]) -> None:
    errors: list[FieldError] = []
    seen: set[UUID] = set()
    for index, product_id in enumerate(ids):
        at = f"/product_ids/{index}"
        if product_id not in here:
            errors.append(FieldError(at, "not_found", "It is not in this category."))
        elif product_id in seen:
            errors.append(FieldError(at, "repeated", "It is listed twice."))
        seen.add(product_id)
    if errors:
        raise Invalid(errors=errors)
