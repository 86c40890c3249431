"""Changes of more products than one call does: by a job, each product once, whatever dies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.call import Services
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.catalog.by_filter.jobs import ChangeManyProducts
from galleria.catalog.by_filter.list import ProductsChangeShown, read_product_change
from galleria.catalog.by_filter.outcome import FilterOutcome
from galleria.catalog.by_filter.run import (
    PIECE_ROWS_FIRST,
    change_many_products,
    first_rows,
    next_rows,
)
from galleria.catalog.by_filter.undo import ChangeNotEnded
from galleria.catalog.jobs import JOBS
from galleria.engine.claim_queries import ClaimedJob
from galleria.engine.job_status import JobStatus, cancel_job
from galleria.engine.run import JobRun, LeaseLost
from galleria.engine.storage import Storage, folder_storage
from tests.catalog.given import given_catalog, given_category, given_product
from tests.catalog.given_by_filter import OFF_TEN, changed, given_thousands, undone
from tests.engine.working import ended, working

MANY = 2_300


class Shop:
    """A catalog of many products, and what becomes of them."""

    def __init__(self, database: Database, context: Context, storage: Storage) -> None:
        self.database, self.context, self.storage = database, context, storage
        self.catalog_id = new_id()

    async def change(self, **change: Any) -> FilterOutcome:
        async with transaction(self.database, self.context) as tx:
            return await changed(tx, self.catalog_id, price=OFF_TEN, **change)

    async def undo(self, event_id: UUID | None) -> FilterOutcome:
        async with transaction(self.database, self.context) as tx:
            return await undone(tx, self.catalog_id, event_id)

    async def work(self, asked: FilterOutcome) -> JobStatus:
        """Have a worker do what was asked for."""
        assert asked.job_id is not None
        async with working(self.database, self.storage, *JOBS):
            return await ended(self.database, self.context, asked.job_id)

    async def attempt(self, asked: FilterOutcome, report: Callable[[JobRun], None]) -> None:
        """Try the job without a worker; `report` sees its progress, and may end it."""
        assert asked.event_id is not None
        org_id = self.context.org_id
        claimed = ClaimedJob(
            org_id, "standard", new_id(), "", Raw(b"{}"), 1, 5, "system", None, "", False
        )  # fmt: skip
        run = JobRun(
            claimed,
            worker_id=new_id(),
            database=self.database,
            storage=self.storage,
            services=Services({}),
            report=report,
        )
        await change_many_products(run, ChangeManyProducts(asked.event_id))

    async def read(self, asked: FilterOutcome) -> ProductsChangeShown:
        assert asked.event_id is not None
        async with transaction(self.database, self.context) as tx:
            return await read_product_change(
                tx, catalog_id=self.catalog_id, event_id=asked.event_id
            )

    async def fetch(self, statement: str) -> list[tuple[object, ...]]:
        async with transaction(self.database, self.context) as tx:
            return [tuple(row) for row in await tx.connection.fetch(statement)]

    async def prices(self) -> list[tuple[object, ...]]:
        return await self.fetch("SELECT price_minor, count(*) FROM variant GROUP BY 1 ORDER BY 1")

    async def events(self, type: str) -> list[tuple[object, ...]]:
        return await self.fetch(
            f"""SELECT body ->> 'state', (body ->> 'changed')::int FROM event
                WHERE type = 'products.{type}'"""
        )


@pytest.fixture
async def shop(database: Database, context: Context, tmp_path: Path) -> Shop:
    shop = Shop(database, context, folder_storage(tmp_path / "objects"))
    async with transaction(database, context) as tx:
        shop.catalog_id = await given_catalog(tx)
        await given_thousands(tx, shop.catalog_id, MANY)
    return shop


async def test_many_are_counted_at_once_and_changed_by_a_job(shop: Shop) -> None:
    asked = await shop.change()
    assert (asked.state, asked.matched, asked.changed) == ("waiting", MANY, MANY)
    assert asked.status_url == f"/api/v1/jobs/{asked.job_id}"
    assert len(asked.sample) == 10
    assert await shop.prices() == [(1_000, MANY)]
    job = await shop.work(asked)
    assert (job.state, job.progress.done, job.progress.total) == ("completed", MANY, MANY)
    assert await shop.prices() == [(899, MANY)]
    done = await shop.read(asked)
    assert (done.state, done.matched, done.changed, done.job_id) == (
        "completed", MANY, MANY, asked.job_id,
    )  # fmt: skip


async def test_one_event_is_recorded_at_the_end(shop: Shop) -> None:
    asked = await shop.change()
    assert await shop.events("changed_by_filter") == []
    await shop.work(asked)
    assert await shop.events("changed_by_filter") == [("completed", MANY)]
    told = (
        "SELECT count(*), count(DISTINCT product_id), count(DISTINCT event_id) FROM product_change"
    )
    assert await shop.fetch(told) == [(MANY, MANY, 1)]
    assert await shop.fetch("SELECT DISTINCT version FROM product") == [(2,)]


async def test_many_are_undone_by_a_job(shop: Shop) -> None:
    asked = await shop.change()
    await shop.work(asked)
    undo = await shop.undo(asked.event_id)
    assert (undo.state, undo.changed) == ("waiting", MANY)
    await shop.work(undo)
    assert await shop.prices() == [(1_000, MANY)]
    assert await shop.events("change_undone") == [("completed", MANY)]


async def test_an_attempt_that_died_is_gone_on_with_where_it_was(shop: Shop) -> None:
    asked = await shop.change()

    def die(run: JobRun) -> None:
        if run.reported and run.reported.done:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await shop.attempt(asked, die)
    half = await shop.read(asked)
    assert (half.state, half.changed) == ("running", PIECE_ROWS_FIRST)
    assert await shop.prices() == [(899, PIECE_ROWS_FIRST), (1_000, MANY - PIECE_ROWS_FIRST)]
    await shop.work(asked)
    assert await shop.prices() == [(899, MANY)]
    assert await shop.fetch("SELECT count(*) FROM product_change") == [(MANY,)]
    assert await shop.events("changed_by_filter") == [("completed", MANY)]


async def test_what_was_asked_to_stop_stops_between_two_pieces(shop: Shop) -> None:
    asked = await shop.change()

    def stop(run: JobRun) -> None:
        run.cancelled = True

    await shop.attempt(asked, stop)
    stopped = await shop.read(asked)
    assert (stopped.state, stopped.changed) == ("stopped", PIECE_ROWS_FIRST)
    assert await shop.events("changed_by_filter") == [("stopped", PIECE_ROWS_FIRST)]
    undo = await shop.undo(asked.event_id)
    assert (undo.state, undo.changed) == ("completed", PIECE_ROWS_FIRST)
    assert await shop.prices() == [(1_000, MANY)]


async def test_a_job_that_is_cancelled_before_it_begins_changes_nothing(shop: Shop) -> None:
    asked = await shop.change()
    assert asked.job_id is not None
    async with transaction(shop.database, shop.context) as tx:
        await cancel_job(tx, job_id=asked.job_id)
    assert (await shop.work(asked)).state == "cancelled"
    assert (await shop.read(asked)).state == "stopped"
    assert await shop.events("changed_by_filter") == []


async def test_a_category_that_is_deleted_meanwhile_fails_it(shop: Shop) -> None:
    async with transaction(shop.database, shop.context) as tx:
        category_id = await given_category(tx, shop.catalog_id)
    asked = await shop.change(category_id=str(category_id))
    async with transaction(shop.database, shop.context) as tx:
        await tx.connection.execute("DELETE FROM category")
    job = await shop.work(asked)
    assert job.error is not None
    assert (job.state, job.error.code) == ("failed", "conflict")
    assert (await shop.read(asked)).state == "failed"


async def test_products_made_after_it_was_asked_for_stay(shop: Shop) -> None:
    asked = await shop.change()
    async with transaction(shop.database, shop.context) as tx:
        await given_product(tx, shop.catalog_id, "New", price_minor=1_000)
    await shop.work(asked)
    assert await shop.prices() == [(899, MANY), (1_000, 1)]


async def test_what_still_runs_is_not_undone(shop: Shop) -> None:
    asked = await shop.change()
    with pytest.raises(ChangeNotEnded) as refused:
        await shop.undo(asked.event_id)
    assert refused.value.facts == {"job_id": asked.job_id}


@pytest.mark.parametrize(
    ("rows", "took_s", "following"),
    [(500, 0.1, 1_000), (1_500, 0.1, 2_000), (1_000, 3.0, 500), (1_000, 1.5, 1_000), (60, 9.0, 50)],
)
def test_a_piece_has_as_many_products_as_there_is_time_for(
    rows: int, took_s: float, following: int
) -> None:
    assert next_rows(rows, took_s) == following


def test_an_attempt_after_one_that_failed_begins_with_less() -> None:
    assert [first_rows(attempt) for attempt in (1, 2, 3, 20)] == [500, 250, 125, 50]


async def test_products_of_many_variants_go_in_smaller_pieces(shop: Shop) -> None:
    await shop.fetch("DELETE FROM product")
    async with transaction(shop.database, shop.context) as tx:
        await given_thousands(tx, shop.catalog_id, 30)
        await tx.connection.execute(
            """INSERT INTO variant (org_id, variant_id, product_id, catalog_id, position,
                                    option_values, price_minor, currency, created_at, updated_at)
               SELECT org_id, gen_random_uuid(), product_id, catalog_id, n, ARRAY[n::text], 1000,
                      'EUR', created_at, updated_at
               FROM product, generate_series(1, 999) AS n"""
        )
    asked = await shop.change()
    assert (asked.state, asked.changed) == ("waiting", 30)
    done: list[int] = []
    with pytest.raises(LeaseLost):  # No worker has it, so it cannot be finished.
        await shop.attempt(asked, lambda run: done.append(run.reported.done if run.reported else 0))
    assert done == [0, 20, 30]
