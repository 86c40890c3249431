"""Changing all products that a filter finds, in one call."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
import pytest

from galleria.base.bulk import Bulk
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx, transaction
from galleria.catalog.by_filter.ask import AT_ONCE
from galleria.catalog.by_filter.list import list_product_changes, read_product_change
from galleria.catalog.by_filter.plan import Asked, ByFilter, Undo, plan
from galleria.catalog.by_filter.rows import BulkEdit, ProductFilter
from galleria.catalog.products.change import change_products
from galleria.catalog.products.rows import NewProduct, ProductChange
from tests.catalog.given import (
    ALL_OR_NONE,
    counted,
    created_products,
    events_of,
    given_catalog,
    given_category,
    given_product,
)
from tests.catalog.given_by_filter import (
    OFF_TEN,
    changed,
    given_many,
    given_wide,
    prices,
    seen,
    tried,
)
from tests.conftest import recorded_statements


async def test_all_of_a_brand_in_a_category_get_cheaper(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    drinks = await given_category(tx, catalog_id)
    hot = await given_category(tx, catalog_id, "Hot", parent_id=drinks)
    tea = await given_product(tx, catalog_id, price_minor=1_000, brand="Leaf", category_id=hot)
    await given_product(tx, catalog_id, "Cup", price_minor=1_000, brand="Leaf")
    await given_product(tx, catalog_id, "Cocoa", price_minor=1_000, category_id=hot)
    wanted = {"brands": ["Leaf"], "category_id": str(drinks)}
    done = await changed(tx, catalog_id, wanted, price=OFF_TEN)
    assert (done.state, done.matched, done.changed) == ("completed", 1, 1)
    after = await seen(tx, catalog_id, tea)
    assert (after.variants[0].price_minor, after.version) == (899, 2)
    assert await prices(tx) == [899, 1_000, 1_000]


async def test_the_answer_has_a_sample_with_before_and_after(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    product_id = await given_product(tx, catalog_id, price_minor=1_000)
    done = await changed(tx, catalog_id, price=OFF_TEN, brand="Leaf")
    (shown,) = done.sample
    (variant,) = (await seen(tx, catalog_id, product_id)).variants
    assert (shown.product_id, shown.name) == (product_id, "Tea")
    assert (shown.before.prices, shown.before.brand) == ({variant.variant_id: 1_000}, None)
    assert (shown.after.prices, shown.after.brand) == ({variant.variant_id: 899}, "Leaf")


async def test_a_dry_run_says_what_the_change_then_does(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_many(tx, catalog_id, 30)
    would = await tried(tx, catalog_id, {"price_max_minor": 120}, price=OFF_TEN)
    assert (would.state, would.event_id, would.matched) == ("planned", None, 21)
    assert await counted(tx, "product_change") == await counted(tx, "bulk_change") == 0
    done = await changed(tx, catalog_id, {"price_max_minor": 120}, price=OFF_TEN)
    assert (done.matched, done.changed, done.sample) == (would.matched, would.changed, would.sample)
    assert len(done.sample) == 10


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"brands": ["Leaf", "Bean"]}, ["Coffee", "Tea"]),
        ({"tags": ["vegan", "new"]}, ["Cake", "Tea"]),
        ({"status": "draft"}, ["Cake"]),
        ({"kind": "digital"}, ["Voucher"]),
        ({"price_min_minor": 300, "price_max_minor": 400}, ["Coffee", "Tea"]),
        ({"attributes": {"origin": ["Peru", "Chile"], "grade": ["2"]}}, ["Coffee"]),
        ({"brands": ["Leaf"], "status": "draft"}, []),
        ({}, ["Cake", "Coffee", "Tea", "Voucher"]),
    ],
)
async def test_a_filter_finds(tx: Tx, wanted: dict[str, Any], names: list[str]) -> None:
    catalog_id = await given_catalog(tx)
    origin = msgspec.Raw(b'{"origin": "Peru", "grade": 2}')
    await created_products(
        tx,
        catalog_id,
        NewProduct(name="Tea", price_minor=300, brand="Leaf", tags=["vegan", "hot"]),
        NewProduct(name="Coffee", price_minor=400, brand="Bean", attributes=origin),
        NewProduct(name="Cake", price_minor=500, status="draft", tags=["new"]),
        NewProduct(name="Voucher", price_minor=2_000, kind="digital"),
    )
    done = await tried(tx, catalog_id, wanted, tax_class="reduced")
    assert sorted(one.name for one in done.sample) == names


async def test_named_products_are_changed_and_others_stay(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    ids = await given_many(tx, catalog_id, 3)
    named = [str(ids[0]), str(ids[2]), str(new_id())]
    done = await changed(tx, catalog_id, {"product_ids": named}, status="archived")
    assert (done.matched, done.changed) == (2, 2)
    states = [(await seen(tx, catalog_id, one)).status for one in ids]
    assert states == ["archived", "active", "archived"]


async def test_every_field_can_be_changed_at_once(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    there = msgspec.Raw(b'{"colour": "red", "old": 1, "size": 5}')
    product_id = await given_product(
        tx, catalog_id, brand="Leaf", tags=["a", "b"], attributes=there, fulfilment_partner="acme"
    )
    shelf = await given_category(tx, catalog_id, "Shelf")
    await changed(
        tx, catalog_id, status="draft", brand=None, tax_class="reduced", fulfilment_partner="dhl",
        add_tags=["c", "b"], remove_tags=["a"], category_id=str(shelf),
        attributes={"colour": "blue", "old": None, "new": True},
    )  # fmt: skip
    after = await seen(tx, catalog_id, product_id)
    assert (after.status, after.brand, after.tax_class) == ("draft", None, "reduced")
    assert (after.fulfilment_partner, after.tags) == ("dhl", ["b", "c"])
    assert (after.category_id, after.further_category_ids) == (shelf, [])
    assert msgspec.json.decode(after.attributes) == {"colour": "blue", "size": 5, "new": True}


async def test_a_new_primary_category_takes_the_old_ones_place_only(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    old, further, new = [await given_category(tx, catalog_id, name) for name in ("A", "B", "C")]
    product_id = await given_product(
        tx, catalog_id, category_id=old, further_category_ids=[further]
    )
    await changed(tx, catalog_id, category_id=str(new))
    after = await seen(tx, catalog_id, product_id)
    assert (after.category_id, after.further_category_ids) == (new, [further])
    await changed(tx, catalog_id, category_id=str(further))
    after = await seen(tx, catalog_id, product_id)
    assert (after.category_id, after.further_category_ids) == (further, [])


async def test_what_is_as_wanted_already_is_not_changed(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    product_id = await given_product(tx, catalog_id, brand="Leaf", tags=["a"])
    done = await changed(tx, catalog_id, brand="Leaf", add_tags=["a"], remove_tags=["b"])
    assert (done.matched, done.changed, done.event_id) == (1, 0, None)
    assert (await seen(tx, catalog_id, product_id)).version == 1
    assert await events_of(tx, "products.changed_by_filter") == 0


async def test_a_filter_that_finds_nothing_is_answered(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    done = await changed(tx, catalog_id, {"brands": ["None"]}, brand="Leaf")
    assert (done.state, done.matched, done.changed, done.sample) == ("completed", 0, 0, [])


async def test_one_event_stands_for_all_and_each_product_has_its_history(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_many(tx, catalog_id, 5)
    events = await counted(tx, "event")
    done = await changed(tx, catalog_id, price=OFF_TEN)
    assert await counted(tx, "event") == events + 1
    row = await tx.connection.fetchrow(
        "SELECT event_id, subject_id, body FROM event WHERE type = 'products.changed_by_filter'"
    )
    assert row is not None
    told = msgspec.json.decode(row["body"])
    assert (row["event_id"], row["subject_id"]) == (done.event_id, catalog_id)
    assert (told["matched"], told["changed"], told["state"]) == (5, 5, "completed")
    assert await counted(tx, "product_change") == 5


async def test_tags_that_are_added_are_tidied_as_those_that_are_sent(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    tea = await given_product(tx, catalog_id, tags=["sale"])
    await changed(tx, catalog_id, add_tags=[" sale", " very  hot "])
    assert (await seen(tx, catalog_id, tea)).tags == ["sale", "very hot"]


async def test_a_product_that_would_have_too_many_tags_stays_as_it_is(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    full = await given_product(tx, catalog_id, tags=[f"t{n}" for n in range(250)])
    await given_product(tx, catalog_id, "Cup")
    done = await changed(tx, catalog_id, add_tags=["sale"], brand="Leaf")
    assert (done.matched, done.changed, done.skipped) == (2, 1, 1)
    assert [(one.product_id, one.reason) for one in done.skipped_sample] == [(full, "limit")]
    assert (await seen(tx, catalog_id, full)).brand is None


async def test_of_a_great_many_the_last_are_counted_only(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_many(tx, catalog_id, 3)
    edit = BulkEdit(brand="Leaf")
    asked = Asked(new_id(), catalog_id, ByFilter(ProductFilter(), edit))
    counted_only = await plan(tx, asked, AT_ONCE, "count")
    assert (counted_only.matched, counted_only.changed) == (3, 0)
    done = await changed(tx, catalog_id, brand="Leaf")
    assert done.event_id is not None
    undo = Asked(new_id(), catalog_id, Undo(done.event_id, tx.context.now))
    counted_only = await plan(tx, undo, AT_ONCE, "count")
    assert (counted_only.matched, counted_only.changed) == (3, 0)


async def test_many_variants_are_shown_in_part(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_wide(tx, catalog_id, 30)
    done = await changed(tx, catalog_id, price=OFF_TEN)
    assert isinstance(done.sample[0].after.prices, dict)
    assert len(done.sample[0].after.prices) == 12
    assert await prices(tx) == [899] * 30


async def test_the_read_model_follows(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    told: list[Any] = []

    async def react(_: Tx, notice: Any) -> None:
        told.append(notice)

    ids = await given_many(tx, catalog_id, 3)
    watched = Tx(tx.connection, tx.context, tx.signals, {kind: [react] for kind in tx.reactions})
    await changed(watched, catalog_id, brand="Leaf")
    (notice,) = told
    assert (notice.catalog_id, sorted(notice.product_ids)) == (catalog_id, sorted(ids))


async def test_changes_are_listed_newest_first_with_who_asked(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_product(tx, catalog_id)
    for brand in ("A", "B", "C"):
        await changed(tx, catalog_id, {"status": "active"}, brand=brand)
    first = await list_product_changes(tx, catalog_id=catalog_id, query=PageQuery(limit=2))
    assert [one.change and one.change.brand for one in first.items] == ["C", "B"]
    assert first.next_cursor is not None
    rest = PageQuery(limit=2, cursor=first.next_cursor)
    last = await list_product_changes(tx, catalog_id=catalog_id, query=rest)
    (oldest,) = last.items
    assert (oldest.state, oldest.matched, oldest.changed) == ("completed", 1, 1)
    assert oldest.actor_id == tx.context.actor.actor_id
    assert oldest.filter is not None
    assert oldest.filter.status == "active"


async def test_a_change_is_read_with_a_sample(tx: Tx, other_tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_many(tx, catalog_id, 12)
    done = await changed(tx, catalog_id, brand="A")
    assert done.event_id is not None
    read = await read_product_change(tx, catalog_id=catalog_id, event_id=done.event_id)
    assert read.sample == done.sample
    with pytest.raises(NotFound):
        await read_product_change(other_tx, catalog_id=catalog_id, event_id=done.event_id)


async def test_a_change_waits_for_another_of_the_same_catalog(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        catalog_id = await given_catalog(tx)
        product_id = await given_product(tx, catalog_id, price_minor=1_000)
    async with transaction(database, context) as tx:
        await change(tx, catalog_id, product_id, 2_000)
        waiting = asyncio.create_task(_off_ten(database, context, catalog_id))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    await waiting
    async with transaction(database, context) as tx:
        assert await prices(tx) == [1_799]


@pytest.mark.parametrize("products", [1, 20])
async def test_statements_are_few(tx: Tx, products: int) -> None:
    catalog_id = await given_catalog(tx)
    await given_many(tx, catalog_id, products)
    quiet = Tx(tx.connection, tx.context, tx.signals)
    with recorded_statements(tx) as statements:
        await changed(quiet, catalog_id, price=OFF_TEN)

    # Catalog, savepoint, lock, plan, mode, write, account, event; the release may be seen or not.
    assert len(statements) in (8, 9)


async def change(tx: Tx, catalog_id: UUID, product_id: UUID, price_minor: int) -> None:
    rows = [ProductChange(product_id=product_id, price_minor=price_minor)]
    await change_products(tx, catalog_id=catalog_id, body=Bulk(list(rows)), query=ALL_OR_NONE)


async def _off_ten(database: Database, context: Context, catalog_id: UUID) -> None:
    async with transaction(database, context) as tx:
        await changed(tx, catalog_id, price=OFF_TEN)
