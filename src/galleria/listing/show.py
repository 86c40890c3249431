"""Keeps the read model right: in the transaction of a change, or by a job where that is much."""

from uuid import UUID

from msgspec import Struct

from galleria.base.tx import Tx
from galleria.catalog import (
    AttributesWritten,
    CategoriesWritten,
    ProductsWritten,
    StoreListingChanged,
    locked,
    refresh_statistics,
)
from galleria.engine.jobs import enqueue
from galleria.engine.run import JobRun
from galleria.listing.jobs import ShowCatalog
from galleria.listing.queries import (
    catalog_of,
    catalogs_sold,
    categories_of,
    clear_store,
    hide_closed,
    plan_for_values,
    products_after,
    products_below,
    write_listing,
)
from galleria.tenants import StoreLocalesChanged

AT_ONCE_MAX = 2_000
CHUNK_ROWS = 1_000
ROWS_FEW = 50
# Ids of jobs travel in their payload, which is bounded.
CATEGORIES_MAX = 500
FIRST = UUID(int=0)


class Shown(Struct, frozen=True):
    """How many products were looked at; what is not visible is shown to nobody."""

    products: int


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
    bundles = await _write(tx, catalog_id, product_ids)
    if bundles := bundles - set(product_ids):
        await _write(tx, catalog_id, sorted(bundles))


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


async def show_store(tx: Tx, notice: StoreListingChanged | StoreLocalesChanged) -> None:
    """Show what the store sells now, in its languages; what it no longer sells is gone at once."""
    catalog_id = await catalog_of(tx, store_id=notice.store_id)
    if catalog_id is not None:
        # First: whoever writes products holds it before he touches what is cleared here.
        await locked(tx, catalog_id, rows=AT_ONCE_MAX)
    await clear_store(tx, store_id=notice.store_id)
    if catalog_id is not None:
        await _show_catalog(tx, catalog_id)


async def show_everything(tx: Tx, _notice: AttributesWritten) -> None:
    """Show every catalog that is sold anew: what can be filtered by has changed."""
    for catalog_id in await catalogs_sold(tx):
        await _show_catalog(tx, catalog_id)


async def show_catalog(run: JobRun, job: ShowCatalog) -> Shown:
    """Show a catalog's products chunk by chunk; after a crash, from the beginning, to no harm."""
    after: UUID | None = FIRST
    done = 0
    while after is not None and not run.cancelled:
        async with run.transaction() as tx:
            chunk = await show_next(tx, job, after)
        done += len(chunk)
        after = chunk[-1] if chunk else None
        await run.progress(done, None, f"{done:,} products shown")
    async with run.transaction() as tx:
        await refresh_statistics(tx)
    return Shown(done)


async def show_next(tx: Tx, job: ShowCatalog, after: UUID) -> list[UUID]:
    """Show the next products behind `after` and return them; none at the end."""
    catalog_id = job.catalog_id
    await locked(tx, catalog_id, rows=CHUNK_ROWS)
    if job.category_ids is None:
        chunk = await products_after(tx, catalog_id=catalog_id, after=after, rows_max=CHUNK_ROWS)
    else:
        chunk = await products_below(
            tx,
            catalog_id=catalog_id,
            category_ids=job.category_ids,
            after=after,
            rows_max=CHUNK_ROWS,
        )
    await show_products(tx, ProductsWritten(catalog_id, chunk))
    return chunk


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


async def _show_catalog(tx: Tx, catalog_id: UUID) -> None:
    await locked(tx, catalog_id, rows=AT_ONCE_MAX)
    product_ids = await products_after(
        tx, catalog_id=catalog_id, after=FIRST, rows_max=AT_ONCE_MAX + 1
    )
    if len(product_ids) <= AT_ONCE_MAX:
        await show_products(tx, ProductsWritten(catalog_id, product_ids))
    else:
        await enqueue(tx, [ShowCatalog(catalog_id)])
