"""Shows what stock says: not in the sale that turns it, but a moment after its commit.

Whoever writes documents holds their lock; a sale that waited for it would have every buyer wait.
"""

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.engine.jobs import enqueue
from galleria.listing.jobs import ShowCatalog, ShowPending
from galleria.listing.later_queries import put_pending
from galleria.listing.queries import catalog_of, catalogs_sold
from galleria.listing.stock_queries import products_of_variants
from galleria.stock import StockTurned, StoreStockChanged

PRODUCTS_MAX = 1_000  # What is shown in one transaction.


async def show_stock(tx: Tx, notice: StockTurned) -> None:
    """Have products shown that can be bought now, or not any more: within a second or so.

    1 statement and 2 a catalog; most sales turn nothing.
    """
    for turned in await products_of_variants(tx, variant_ids=notice.variant_ids):
        for start in range(0, len(turned.product_ids), PRODUCTS_MAX):
            await put_pending(
                tx,
                pending_id=new_id(),
                catalog_id=turned.catalog_id,
                product_ids=turned.product_ids[start : start + PRODUCTS_MAX],
            )
        await enqueue(tx, [ShowPending(turned.catalog_id)])


async def show_stock_of_store(tx: Tx, notice: StoreStockChanged) -> None:
    """Have a store shown that sells from other locations now, or every store: by a job."""
    if notice.store_id is None:
        catalog_ids = await catalogs_sold(tx)
    else:
        catalog_id = await catalog_of(tx, store_id=notice.store_id)
        catalog_ids = [] if catalog_id is None else [catalog_id]
    await enqueue(tx, [ShowCatalog(catalog_id) for catalog_id in catalog_ids])
