"""Keeps the read model right: in the transaction of a change, or by a job where that is much."""

from uuid import UUID

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog import (
    AttributesWritten,
    CategoriesWritten,
    ProductsWritten,
    StoreListingChanged,
    lock_catalogs,
    locked,
)
from galleria.engine.jobs import enqueue
from galleria.listing.hiding_queries import categories_of, clear_store, hide_closed
from galleria.listing.jobs import FIRST, ShowCatalog
from galleria.listing.queries import (
    catalog_of,
    catalogs_sold,
    plan_for_values,
    products_after,
    products_below,
    write_listing,
)
from galleria.tenants import StoreChanging, StoreLocalesChanged

AT_ONCE_MAX = 2_000
CHUNK_ROWS = 1_000
ROWS_FEW = 50
# Ids of jobs travel in their payload, which is bounded.
CATEGORIES_MAX = 500


async def show_products(tx: Tx, notice: ProductsWritten) -> None:
    """Bring every store's documents of these products up to date: 1 statement for a few.

    Bundles that they are in follow, by 1 more. Many are planned for these very products, a chunk at
    a time. Of more than AT_ONCE_MAX, those that must not be seen any longer are hidden in this
    transaction, and a job does the rest.
    """
    catalog_id, product_ids = notice.catalog_id, notice.product_ids
    if len(product_ids) > AT_ONCE_MAX:
        category_ids = await categories_of(tx, product_ids=product_ids)
        await hide_closed(tx, catalog_id=catalog_id, category_ids=category_ids)
        await enqueue(tx, [ShowCatalog(catalog_id)])
        return
    await _show(tx, catalog_id, product_ids)


async def show_categories(tx: Tx, notice: CategoriesWritten) -> None:
    """Show what is in and below these categories as it is now.

    Up to AT_ONCE_MAX products in this transaction. Of more, those that must not be seen any
    longer are hidden in this transaction, and a job does the rest.
    """
    catalog_id, category_ids = notice.catalog_id, notice.category_ids
    if not category_ids:
        return
    product_ids = await products_below(
        tx,
        catalog_id=catalog_id,
        category_ids=category_ids,
        after=FIRST,
        rows_max=AT_ONCE_MAX + 1,
    )
    if len(product_ids) <= AT_ONCE_MAX:
        await show_products(tx, ProductsWritten(catalog_id, product_ids))
        return
    await hide_closed(tx, catalog_id=catalog_id, category_ids=category_ids)
    named = category_ids if len(category_ids) <= CATEGORIES_MAX else None
    await enqueue(tx, [ShowCatalog(catalog_id, named)])


async def hold_catalog(tx: Tx, notice: StoreChanging) -> None:
    """Wait for whoever shows something in the store just now, and let nobody begin to.

    He holds the catalog and refers to the store. To lock the store first would be for both to wait.
    """
    catalog_id = await catalog_of(tx, store_id=notice.store_id)
    if catalog_id is not None:
        await locked(tx, catalog_id)


async def show_store(tx: Tx, notice: StoreListingChanged | StoreLocalesChanged) -> None:
    """Show what the store sells now, in its languages; what it no longer sells is gone at once."""
    catalog_id = await catalog_of(tx, store_id=notice.store_id)
    if catalog_id is not None:
        # First: whoever writes products holds it before he touches what is cleared here.
        await locked(tx, catalog_id, rows=AT_ONCE_MAX)
    await clear_store(tx, store_id=notice.store_id)
    if catalog_id is not None:
        await _show_catalog(tx, catalog_id, AT_ONCE_MAX)


async def show_everything(tx: Tx, _notice: AttributesWritten) -> None:
    """Show every catalog that is sold anew: what can be filtered by has changed."""
    # All of them: of one that a store begins to sell just now, it is not known yet that it is sold.
    await lock_catalogs(tx)
    at_once_max = AT_ONCE_MAX
    for catalog_id in await catalogs_sold(tx):
        at_once_max -= await _show_catalog(tx, catalog_id, at_once_max)


async def show_next(
    tx: Tx, job: ShowCatalog, after: UUID, *, rows_max: int = CHUNK_ROWS
) -> list[UUID]:
    """Show the next products behind `after` and return them; none at the end.

    None, too, when the catalog was deleted: then there is nothing to show.
    """
    catalog_id = job.catalog_id
    try:
        await locked(tx, catalog_id, rows=CHUNK_ROWS)
    except NotFound:
        return []
    if job.category_ids is None:
        chunk = await products_after(tx, catalog_id=catalog_id, after=after, rows_max=rows_max)
    else:
        chunk = await products_below(
            tx,
            catalog_id=catalog_id,
            category_ids=job.category_ids,
            after=after,
            rows_max=rows_max,
        )
    await _show(tx, catalog_id, chunk)
    return chunk


async def _show_catalog(tx: Tx, catalog_id: UUID, at_once_max: int) -> int:
    """Show all of the catalog, or have it shown by a job; return how many are shown by now."""
    await locked(tx, catalog_id, rows=AT_ONCE_MAX)
    product_ids = await products_after(
        tx, catalog_id=catalog_id, after=FIRST, rows_max=at_once_max + 1
    )
    if len(product_ids) > at_once_max:
        await enqueue(tx, [ShowCatalog(catalog_id)])
        return 0
    await show_products(tx, ProductsWritten(catalog_id, product_ids))
    return len(product_ids)


async def _show(tx: Tx, catalog_id: UUID, product_ids: list[UUID]) -> None:
    bundles = await _write(tx, catalog_id, product_ids)
    if bundles := bundles - set(product_ids):
        await _write(tx, catalog_id, sorted(bundles))


async def _write(tx: Tx, catalog_id: UUID, product_ids: list[UUID]) -> set[UUID]:
    """Write the documents and return the bundles that the products are in."""
    bundles: set[UUID] = set()
    for start in range(0, len(product_ids), CHUNK_ROWS):
        chunk = product_ids[start : start + CHUNK_ROWS]
        if len(chunk) > ROWS_FEW:
            await plan_for_values(tx)
        bundles.update(
            await write_listing(tx, catalog_id=catalog_id, product_ids=chunk, now=tx.context.now)
        )
    return bundles
