"""A store that sells something, and what it chooses."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkRefused, RowOutcome
from galleria.base.tx import Tx
from galleria.catalog.products.list import read_product
from galleria.catalog.sell_catalog import sell_catalog
from galleria.catalog.stores.create_exclusions import NewExclusion, create_exclusions
from galleria.catalog.stores.set_prices import WantedPrice, set_store_prices
from galleria.catalog.stores.set_windows import WantedWindow, set_store_windows
from tests.catalog.given import ALL_OR_NONE, PARTIAL, given_catalog, given_store


async def given_seller(tx: Tx) -> tuple[UUID, UUID]:
    """Open a store that sells an empty catalog."""
    store, catalog = await given_store(tx), await given_catalog(tx)
    await sell_catalog(tx, store_id=store, catalog_id=catalog)
    return store, catalog


async def variant_of(tx: Tx, catalog: UUID, product: UUID) -> UUID:
    return (await read_product(tx, catalog_id=catalog, product_id=product)).variants[0].variant_id


async def excluded(
    tx: Tx, store: UUID, *rows: NewExclusion, partial: bool = False
) -> list[RowOutcome]:
    query = PARTIAL if partial else ALL_OR_NONE
    done = await create_exclusions(tx, store_id=store, body=Bulk(list(rows)), query=query)
    return done.rows


async def priced(tx: Tx, store: UUID, *rows: WantedPrice) -> list[RowOutcome]:
    done = await set_store_prices(tx, store_id=store, body=Bulk(list(rows)), query=ALL_OR_NONE)
    return done.rows


async def timed(tx: Tx, store: UUID, *rows: WantedWindow) -> list[RowOutcome]:
    done = await set_store_windows(tx, store_id=store, body=Bulk(list(rows)), query=ALL_OR_NONE)
    return done.rows


async def shown(tx: Tx, store: UUID) -> set[UUID]:
    """Return what the read model has of the store."""
    rows = await tx.connection.fetch("SELECT product_id FROM listing WHERE store_id = $1", store)
    return {row["product_id"] for row in rows}


def places(refused: BulkRefused) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in refused.errors]
