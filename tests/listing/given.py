"""What a test of the read model starts from: a store that sells a catalog."""

from uuid import UUID

from msgspec import Struct

from galleria.base.tx import Tx
from galleria.catalog import sell_catalog
from tests.catalog.given import given_catalog, given_store


class Sold(Struct, frozen=True):
    """A catalog and the store that sells it."""

    catalog_id: UUID
    store_id: UUID


async def given_sold_catalog(tx: Tx) -> Sold:
    store_id, catalog_id = await given_store(tx), await given_catalog(tx)
    await sell_catalog(tx, store_id=store_id, catalog_id=catalog_id)
    return Sold(catalog_id, store_id)


async def names_shown(tx: Tx, store_id: UUID) -> list[str]:
    """Return the names that the store shows, sorted."""
    rows = await tx.connection.fetch(
        "SELECT document::json ->> 'name' AS name FROM listing WHERE store_id = $1", store_id
    )
    return sorted(row["name"] for row in rows)


async def count_of(tx: Tx, store_id: UUID, facet: str) -> int:
    """Return how many products the store is counted to have."""
    kept = await tx.connection.fetchval(
        "SELECT products FROM facet_count WHERE store_id = $1 AND facet = $2", store_id, facet
    )
    return kept or 0
