"""The job that shows what is too much for one call: whatever becomes of it, all is shown."""

from pathlib import Path

import pytest
from msgspec import Raw

from galleria.base.call import Services
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.engine.claim_queries import ClaimedJob
from galleria.engine.job_status import cancel_job
from galleria.engine.jobs import enqueue
from galleria.engine.run import JobRun
from galleria.engine.storage import folder_storage
from galleria.listing import JOBS, ShowCatalog, show_catalog, showing
from tests.catalog.given import given_product
from tests.engine.working import ended, working
from tests.listing.given import Sold, count_of, given_sold_catalog

PRODUCTS = 12


@pytest.fixture
async def sold(database: Database, context: Context, monkeypatch: pytest.MonkeyPatch) -> Sold:
    """A store whose documents were lost."""
    monkeypatch.setattr(showing, "PIECE_ROWS_FIRST", 2)
    monkeypatch.setattr(showing, "PIECE_ROWS_MIN", 2)
    monkeypatch.setattr(showing, "PIECE_ROWS_MAX", 2)
    async with transaction(database, context) as tx:
        sold = await given_sold_catalog(tx)
        for number in range(PRODUCTS):
            await given_product(tx, sold.catalog_id, f"Tea {number}")
        await tx.connection.execute("DELETE FROM listing")
        await tx.connection.execute("DELETE FROM facet_count")
    return sold


async def shown(database: Database, context: Context, sold: Sold) -> tuple[int, int]:
    async with transaction(database, context) as tx:
        documents = await tx.connection.fetchval("SELECT count(*) FROM listing")
        return documents, await count_of(tx, sold.store_id, "*")


async def jobs_left(database: Database, context: Context) -> list[str]:
    async with transaction(database, context) as tx:
        return [row[0] for row in await tx.connection.fetch("SELECT kind FROM job")]


async def test_an_attempt_that_died_is_made_again_and_each_product_counts_once(
    database: Database, context: Context, sold: Sold, tmp_path: Path
) -> None:
    def die(run: JobRun) -> None:
        if run.reported and run.reported.done >= 4:
            raise ZeroDivisionError

    claimed = ClaimedJob(
        context.org_id, "standard", new_id(), "", Raw(b"{}"), 1, 5, "system", None, "", False
    )
    storage = folder_storage(tmp_path)
    run = JobRun(
        claimed,
        worker_id=new_id(),
        database=database,
        storage=storage,
        services=Services({}),
        report=die,
    )
    with pytest.raises(ZeroDivisionError):
        await show_catalog(run, ShowCatalog(sold.catalog_id))
    assert await shown(database, context, sold) == (4, 4)
    async with transaction(database, context) as tx:
        (job_id,) = await enqueue(tx, [ShowCatalog(sold.catalog_id)])
    async with working(database, storage, *JOBS):
        assert (await ended(database, context, job_id)).state == "completed"
    assert await shown(database, context, sold) == (PRODUCTS, PRODUCTS)


async def test_what_takes_long_is_handed_over(
    database: Database,
    context: Context,
    sold: Sold,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(showing, "HAND_OVER_S", -1)
    async with transaction(database, context) as tx:
        (job_id,) = await enqueue(tx, [ShowCatalog(sold.catalog_id)])
    async with working(database, folder_storage(tmp_path), *JOBS):
        assert (await ended(database, context, job_id)).state == "completed"
    assert "listing.show_catalog" in await jobs_left(database, context)


async def test_a_cancelled_one_is_done_later(
    database: Database, context: Context, sold: Sold, tmp_path: Path
) -> None:
    async with transaction(database, context) as tx:
        (job_id,) = await enqueue(tx, [ShowCatalog(sold.catalog_id)])
        await cancel_job(tx, job_id=job_id)
    async with working(database, folder_storage(tmp_path), *JOBS):
        assert (await ended(database, context, job_id)).state == "cancelled"
    assert await jobs_left(database, context) == ["listing.show_catalog"]


async def test_a_catalog_that_is_gone_is_shown_to_nobody(
    database: Database, context: Context, tmp_path: Path
) -> None:
    async with transaction(database, context) as tx:
        (job_id,) = await enqueue(tx, [ShowCatalog(new_id())])
    async with working(database, folder_storage(tmp_path), *JOBS):
        assert (await ended(database, context, job_id)).state == "completed"
