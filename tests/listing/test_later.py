"""What an import brings is shown beside it, and by a job should it die."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import Tx, transaction
from galleria.catalog import ProductsMerged
from galleria.engine.notices import tell
from galleria.listing import ShowingLater, check_organization
from galleria.listing.later import show_next_pending
from tests.catalog.given import given_product
from tests.listing.given import Sold, given_sold_catalog, names_shown


@pytest.fixture
async def sold(database: Database, context: Context) -> Sold:
    async with transaction(database, context) as tx:
        return await given_sold_catalog(tx)


async def merged(tx: Tx, sold: Sold, name: str) -> UUID:
    """Have a product as an import leaves it: there, told, and not yet shown."""
    product_id = await given_product(tx, sold.catalog_id, name)
    await tx.connection.execute("DELETE FROM listing")
    await tx.connection.execute("DELETE FROM facet_count")
    await tell(tx, ProductsMerged(sold.catalog_id, [product_id]))
    return product_id


async def test_what_is_merged_is_shown_later(tx: Tx) -> None:
    sold = await given_sold_catalog(tx)
    await merged(tx, sold, "Tea")
    assert await names_shown(tx, sold.store_id) == []
    assert await show_next_pending(tx, sold.catalog_id) == 1
    assert await names_shown(tx, sold.store_id) == ["Tea"]
    assert await show_next_pending(tx, sold.catalog_id) == 0


async def test_what_waits_is_no_difference(tx: Tx) -> None:
    sold = await given_sold_catalog(tx)
    await merged(tx, sold, "Tea")

    @asynccontextmanager
    async def same() -> AsyncGenerator[Tx]:
        yield tx

    assert (await check_organization(same)).faults == []


async def test_what_waits_for_long_is_found(tx: Tx) -> None:
    sold = await given_sold_catalog(tx)
    product_id = await merged(tx, sold, "Tea")
    long_ago = UUID(int=1)
    await tx.connection.execute(
        "INSERT INTO listing_pending VALUES ($1, $2, $3, $4)",
        tx.context.org_id, long_ago, sold.catalog_id, [product_id],
    )  # fmt: skip

    @asynccontextmanager
    async def same() -> AsyncGenerator[Tx]:
        yield tx

    assert ["too long" in fault for fault in (await check_organization(same)).faults] == [True]


async def test_everything_is_shown_when_the_import_ends(
    database: Database, context: Context, sold: Sold
) -> None:
    async with ShowingLater(lambda: transaction(database, context), sold.catalog_id) as showing:
        for n in range(5):
            async with transaction(database, context) as tx:
                await merged(tx, sold, f"Tea {n}")
                await showing.cover(tx)
            await showing.follow()
    async with transaction(database, context) as tx:
        jobs = await tx.connection.fetchval("SELECT count(*) FROM job")
        assert (jobs, await pending_of(tx)) == (1, 0)
        assert "Tea 4" in await names_shown(tx, sold.store_id)


async def test_a_job_is_due_for_what_a_dead_import_leaves(
    database: Database, context: Context, sold: Sold
) -> None:
    with pytest.raises(KeyboardInterrupt):
        async with ShowingLater(lambda: transaction(database, context), sold.catalog_id) as it:
            async with transaction(database, context) as tx:
                await merged(tx, sold, "Tea")
                await it.cover(tx)
            raise KeyboardInterrupt
    async with transaction(database, context) as tx:
        kind = await tx.connection.fetchval("SELECT kind FROM job")
        assert (kind, await pending_of(tx)) == ("listing.show_pending", 1)


async def pending_of(tx: Tx) -> int:
    return await tx.connection.fetchval("SELECT count(*) FROM listing_pending")
