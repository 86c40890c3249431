"""The price lists of bulk-update change what they say, whichever way they are applied."""

import pytest

from galleria.base.tx import transaction
from galleria.ops.bench.prices import Counted, PriceList
from galleria.ops.bench.range import plain_products, products, stock_catalog, variant_count
from galleria.ops.bench.replay import psql


@pytest.fixture
async def prices(database, context):
    async with transaction(database, context) as tx:
        catalog, product_ids = await stock_catalog(tx, plain_products(20))
    return PriceList(database, context, catalog.catalog_id, product_ids[::2])


async def test_each_run_changes_every_row_and_is_counted(prices):
    for _ in range(2):
        await prices.change(prices.rows())
        await prices.count()
    assert prices.counted == [Counted(10, 10)] * 2


async def test_psql_does_the_same_with_the_statements_that_were_caught(prices, database):
    with psql(database.app_url) as session:
        session.replay(prices.begin, await prices.statements(prices.rows()))
    await prices.count()
    assert prices.counted == [Counted(10, 10)]


async def test_catching_the_statements_changes_nothing(prices):
    assert len(await prices.statements(prices.rows())) > 3
    await prices.count()
    assert prices.counted == [Counted(0, 0)]


def test_each_fourth_product_comes_in_three_sizes():
    assert variant_count(products(200, category_count=100)) == 150 + 50 * 3
