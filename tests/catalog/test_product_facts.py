"""What is recorded of products: shown, archived, dearer; and said at the hour they are shown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from galleria.base.bulk import Bulk
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import Tx, reading, transaction
from galleria.catalog.jobs import JOBS
from galleria.catalog.products.change import change_product, change_products
from galleria.catalog.products.publish import Due, publish_later
from galleria.catalog.products.rows import NewProduct, Option, ProductChange, ProductPatch
from galleria.engine.storage import folder_storage
from tests.catalog.given import (
    ALL_OR_NONE,
    created_products,
    events_of,
    given_catalog,
    given_product,
)
from tests.engine.working import until, working

PUBLISHED, ARCHIVED, PRICE = "product.published", "product.archived", "price.changed"


async def patched(tx: Tx, catalog: UUID, product: UUID, version: int, **fields: object) -> None:
    body = ProductPatch(**fields)  # type: ignore[arg-type]
    await change_product(tx, catalog_id=catalog, product_id=product, body=body, if_match=version)


async def bodies(tx: Tx, type: str) -> list[Any]:
    rows = await tx.connection.fetch("SELECT body FROM event WHERE type = $1", type)
    return [msgspec.json.decode(body) for (body,) in rows]


async def jobs(tx: Tx) -> int:
    return await tx.connection.fetchval(
        "SELECT count(*) FROM job WHERE kind = 'catalog.publish_due'"
    )


def soon(**more: float) -> datetime:
    return datetime.now(UTC) + timedelta(**more)


async def test_a_product_is_published_whenever_it_becomes_active(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await given_product(tx, catalog)
    draft = await given_product(tx, catalog, status="draft")
    assert await events_of(tx, PUBLISHED) == 1
    await patched(tx, catalog, draft, 1, status="active")
    await patched(tx, catalog, draft, 2, name="Chai")
    assert await events_of(tx, PUBLISHED) == 2


async def test_an_instant_that_is_past_hides_nothing(tx: Tx) -> None:
    await given_product(tx, await given_catalog(tx), publish_at=soon(days=-1))
    assert (await events_of(tx, PUBLISHED), await jobs(tx)) == (1, 0)


async def test_archiving_is_said_once(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await patched(tx, catalog, tea, 1, status="archived")
    await patched(tx, catalog, tea, 2, name="Chai")
    assert [body["product_id"] for body in await bodies(tx, ARCHIVED)] == [str(tea)]


async def test_one_fact_a_product_has_its_prices_from_and_to(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, price_minor=300)
    await patched(tx, catalog, tea, 1, price_minor=350, sku="T")
    await patched(tx, catalog, tea, 2, sku="U")
    ((price,),) = [body["prices"] for body in await bodies(tx, PRICE)]
    assert (price["from_minor"], price["to_minor"], price["currency"]) == (300, 350, "EUR")


async def test_new_variants_have_no_price_that_changed(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await patched(tx, catalog, tea, 1, options=[Option("Size", ["S", "L"])], price_minor=9)
    assert await events_of(tx, PRICE) == 0


async def test_a_later_instant_is_kept_as_a_job_each_time_it_is_new(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, publish_at=soon(days=1))
    await patched(tx, catalog, tea, 1, name="Chai")
    assert (await jobs(tx), await events_of(tx, PUBLISHED)) == (1, 0)
    await patched(tx, catalog, tea, 2, publish_at=soon(days=2))
    assert await jobs(tx) == 2


async def test_a_draft_waits_for_nothing_and_an_active_one_may_be_shown_at_once(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, status="draft", publish_at=soon(days=1))
    assert await jobs(tx) == 0
    await patched(tx, catalog, tea, 1, status="active")
    await patched(tx, catalog, tea, 2, publish_at=None)
    assert (await jobs(tx), await events_of(tx, PUBLISHED)) == (1, 1)


async def test_when_the_hour_comes_it_is_said_once(
    database: Database, context: Context, tmp_path: Path
) -> None:
    async with transaction(database, context) as tx:
        catalog = await given_catalog(tx)
        hour = soon(seconds=0.3)
        tea = await given_product(tx, catalog, publish_at=hour)
        put_off = await given_product(tx, catalog, publish_at=hour)
        await patched(tx, catalog, put_off, 1, publish_at=soon(days=1))
        # As if it was put off and back: two jobs for one instant, and one that is later.
        later = Due(tea, soon(days=3))
        await publish_later(tx, catalog_id=catalog, due=[Due(tea, hour), later])

    async def is_done() -> bool:
        async with reading(database, context) as tx:
            done = "SELECT count(*) FROM job_done WHERE kind = 'catalog.publish_due'"
            return await tx.connection.fetchval(done) == 3

    async with working(database, folder_storage(tmp_path), *JOBS):
        await until(is_done)
    async with transaction(database, context) as tx:
        said = [body["product_id"] for body in await bodies(tx, PUBLISHED)]
        assert (said, await jobs(tx)) == ([str(tea)], 2)


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    # So that the driver knows the types of a job's columns.
    await given_product(tx, catalog, publish_at=soon(days=1))
    made = await created_products(tx, catalog, *[NewProduct(name="T", price_minor=1)] * row_count)
    rows = [
        ProductChange(product_id=row.id, price_minor=2, publish_at=soon(days=1 + row.index))
        for row in made
        if row.id
    ]
    statements.clear()
    await change_products(tx, catalog_id=catalog, body=Bulk(rows), query=ALL_OR_NONE)
    assert len(statements) == 8
