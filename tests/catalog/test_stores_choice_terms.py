"""Prices of a store's own, and its hours."""

from datetime import timedelta

import msgspec
import pytest

from galleria.base.bulk import BulkRefused
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.tx import Tx
from galleria.catalog.stores.list import list_store_prices, list_store_windows
from galleria.catalog.stores.set_prices import WantedPrice
from galleria.catalog.stores.set_windows import WantedWindow
from tests.catalog.given import events_of, given_catalog, given_product
from tests.catalog.given_choice import given_seller, places, priced, timed, variant_of

FIRST_PAGE = PageQuery()


async def test_a_store_has_prices_of_its_own(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    tea = await given_product(tx, catalog, price_minor=300, sku="T-1")
    variant = await variant_of(tx, catalog, tea)
    wanted = WantedPrice(variant_id=variant, price_minor=250, compare_at_minor=300)
    statuses = [(await priced(tx, store, wanted))[0].status for _ in range(2)]
    (row,) = (await list_store_prices(tx, store_id=store, query=FIRST_PAGE)).items
    assert statuses == ["created", "unchanged"]
    assert (row.name, row.sku, row.price_minor, row.catalog_price_minor, row.currency) == (
        "Tea", "T-1", 250, 300, "EUR",
    )  # fmt: skip
    price = "SELECT price_minor FROM listing WHERE store_id = $1"
    assert await tx.connection.fetchval(price, store) == 250
    assert await events_of(tx, "store.price_changed") == 1


async def test_a_price_of_null_gives_the_catalogs_back(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    variant = await variant_of(tx, catalog, await given_product(tx, catalog, price_minor=300))
    for price, status in ((250, "created"), (200, "updated"), (None, "deleted"),
                          (None, "unchanged")):  # fmt: skip
        (row,) = await priced(tx, store, WantedPrice(variant_id=variant, price_minor=price))
        assert row.status == status
    price = "SELECT price_minor FROM listing WHERE store_id = $1"
    assert await tx.connection.fetchval(price, store) == 300


async def test_each_price_that_cannot_be_set_is_named(tx: Tx, other_tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    there = await given_catalog(other_tx)
    theirs = await variant_of(other_tx, there, await given_product(other_tx, there))
    mine = await variant_of(tx, catalog, await given_product(tx, catalog))
    with pytest.raises(BulkRefused) as refusal:
        await priced(
            tx, store, WantedPrice(variant_id=mine, price_minor=1),
            WantedPrice(variant_id=theirs, price_minor=1),
            WantedPrice(variant_id=mine, price_minor=None, compare_at_minor=5),
        )  # fmt: skip
    assert places(refusal.value) == [
        ("/rows/1/variant_id", "not_found"), ("/rows/2/variant_id", "repeated"),
        ("/rows/2/compare_at_minor", "no_price"),
    ]  # fmt: skip


async def test_a_store_sells_a_product_in_its_hours(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    tea = await given_product(tx, catalog)
    begins, ends = tx.context.now + timedelta(days=1), tx.context.now + timedelta(days=2)
    wanted = WantedWindow(product_id=tea, available_from=begins, available_until=ends)
    statuses = [(await timed(tx, store, wanted))[0].status for _ in range(2)]
    (row,) = (await list_store_windows(tx, store_id=store, query=FIRST_PAGE)).items
    assert (statuses, row.name, row.available_from) == (["created", "unchanged"], "Tea", begins)
    hours = "SELECT visible_from, visible_until FROM listing WHERE store_id = $1"
    assert tuple(await tx.connection.fetchrow(hours, store)) == (begins, ends)
    always = WantedWindow(product_id=tea, available_from=None, available_until=None)
    statuses = [(await timed(tx, store, always))[0].status for _ in range(2)]
    assert statuses == ["deleted", "unchanged"]
    assert await events_of(tx, "store.window_changed") == 2


async def test_each_window_that_makes_no_sense_is_named(tx: Tx, other_tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    theirs = await given_product(other_tx, await given_catalog(other_tx))
    tea, now = await given_product(tx, catalog), tx.context.now
    with pytest.raises(BulkRefused) as refusal:
        await timed(
            tx, store, WantedWindow(product_id=tea, available_from=now, available_until=now),
            WantedWindow(product_id=theirs, available_from=now, available_until=None),
        )  # fmt: skip
    assert places(refusal.value) == [
        ("/rows/0/available_until", "range"), ("/rows/1/product_id", "not_found"),
    ]  # fmt: skip


def test_a_time_without_a_zone_is_refused() -> None:
    row = f'{{"product_id": "{new_id()}", "available_from": "2031-01-01T00:00:00"}}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(row, type=WantedWindow)
