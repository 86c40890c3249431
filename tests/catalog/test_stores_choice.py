"""What a store does not sell of its catalog, and what holds for all that it chooses."""

import asyncio

import pytest

from galleria.base.bulk import BulkIds, BulkRefused, RowOutcome
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx, transaction
from galleria.catalog.categories.delete import CategoryDeletion, delete_categories
from galleria.catalog.sell_catalog import sell_catalog
from galleria.catalog.stores.create_exclusions import NewExclusion
from galleria.catalog.stores.delete_exclusions import delete_exclusion, delete_exclusions
from galleria.catalog.stores.list import list_exclusions, list_store_prices, list_store_windows
from galleria.catalog.stores.set_prices import WantedPrice
from galleria.catalog.stores.set_windows import WantedWindow
from galleria.catalog.stores.sold import SellsNothing
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
    events_of,
    given_catalog,
    given_category,
    given_product,
    given_store,
)
from tests.catalog.given_choice import (
    excluded,
    given_seller,
    places,
    priced,
    shown,
    timed,
    variant_of,
)

FIRST_PAGE = PageQuery()


async def test_an_excluded_product_is_shown_in_other_stores_only(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    other = await given_store(tx)
    await sell_catalog(tx, store_id=other, catalog_id=catalog)
    tea, milk = await given_product(tx, catalog), await given_product(tx, catalog, "Milk")
    (row,) = await excluded(tx, store, NewExclusion(product_id=tea, reason="Not licensed"))
    assert (await shown(tx, store), await shown(tx, other)) == ({milk}, {tea, milk})
    assert (row.status, await events_of(tx, "store.product_excluded")) == ("created", 1)
    assert row.id is not None
    await delete_exclusion(tx, store_id=store, exclusion_id=row.id)
    assert await shown(tx, store) == {tea, milk}
    assert await events_of(tx, "store.product_included") == 1


async def test_an_excluded_category_hides_all_that_is_below(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    top = await given_category(tx, catalog, "Drinks")
    low = await given_category(tx, catalog, "Tea", parent_id=top)
    tea = await given_product(tx, catalog, category_id=low)
    (row,) = await excluded(tx, store, NewExclusion(category_id=top))
    assert await shown(tx, store) == set()
    body = BulkIds([row.id])  # type: ignore[list-item]
    await delete_exclusions(tx, store_id=store, body=body, query=ALL_OR_NONE)
    assert await shown(tx, store) == {tea}
    assert await events_of(tx, "store.category_excluded") == 1
    assert await events_of(tx, "store.category_included") == 1


async def test_who_excluded_what_and_why_is_kept(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    tea, food = await given_product(tx, catalog), await given_category(tx, catalog, "Food")
    await excluded(
        tx, store, NewExclusion(product_id=tea, reason="Why"), NewExclusion(category_id=food)
    )
    first, second = (await list_exclusions(tx, store_id=store, query=FIRST_PAGE)).items
    assert (first.product_id, first.name, first.reason) == (tea, "Tea", "Why")
    assert (second.category_id, second.name, second.reason) == (food, "Food", "")
    assert (first.actor_kind, first.actor_id) == ("member", tx.context.actor.actor_id)
    assert (first.created_at, first.catalog_id) == (tx.context.now, catalog)


async def test_what_is_excluded_already_is_unchanged(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    tea = await given_product(tx, catalog)
    (first,) = await excluded(tx, store, NewExclusion(product_id=tea, reason="Why"))
    for row in (NewExclusion(product_id=tea), NewExclusion(product_id=tea, reason="Why")):
        (again,) = await excluded(tx, store, row)
        assert (again.status, again.id) == ("unchanged", first.id)
    (other,) = await excluded(tx, store, NewExclusion(product_id=tea, reason="Another"))
    assert (other.status, other.id) == ("updated", first.id)
    (kept,) = (await list_exclusions(tx, store_id=store, query=FIRST_PAGE)).items
    assert (kept.reason, await events_of(tx, "store.product_excluded")) == ("Another", 2)


async def test_each_exclusion_that_cannot_be_made_is_named(tx: Tx, other_tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    theirs = await given_product(other_tx, await given_catalog(other_tx))
    tea, elsewhere = (
        await given_product(tx, catalog),
        await given_category(tx, await given_catalog(tx)),
    )
    rows = [
        NewExclusion(product_id=tea), NewExclusion(), NewExclusion(product_id=theirs),
        NewExclusion(category_id=elsewhere), NewExclusion(category_id=tea),
        NewExclusion(product_id=tea, category_id=elsewhere), NewExclusion(product_id=tea),
    ]  # fmt: skip
    with pytest.raises(BulkRefused) as refusal:
        await excluded(tx, store, *rows)
    assert places(refusal.value) == [
        ("/rows/1/product_id", "missing"), ("/rows/2/product_id", "not_found"),
        ("/rows/3/category_id", "not_found"), ("/rows/4/category_id", "not_found"),
        ("/rows/5/category_id", "ambiguous"), ("/rows/6/product_id", "repeated"),
    ]  # fmt: skip
    done = await excluded(tx, store, *rows, partial=True)
    assert [row.status for row in done] == ["created", *["refused"] * 6]


async def test_exclusions_of_another_catalog_wait_until_it_is_sold_again(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    tea = await given_product(tx, catalog)
    (row,) = await excluded(tx, store, NewExclusion(product_id=tea))
    await sell_catalog(tx, store_id=store, catalog_id=await given_catalog(tx))
    await sell_catalog(tx, store_id=store, catalog_id=catalog)
    assert await shown(tx, store) == set()
    await sell_catalog(tx, store_id=store, catalog_id=await given_catalog(tx))
    await delete_exclusion(tx, store_id=store, exclusion_id=row.id)  # type: ignore[arg-type]
    await sell_catalog(tx, store_id=store, catalog_id=catalog)
    assert await shown(tx, store) == {tea}


async def test_who_excludes_while_another_catalog_is_chosen_waits_for_it(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        store, _ = await given_seller(tx)
        catalog = await given_catalog(tx)
        tea = await given_product(tx, catalog)

    async def excludes() -> RowOutcome:
        async with transaction(database, context) as tx:
            return (await excluded(tx, store, NewExclusion(product_id=tea)))[0]

    async with transaction(database, context) as tx:
        await sell_catalog(tx, store_id=store, catalog_id=catalog)
        waiting = asyncio.create_task(excludes())
        await asyncio.sleep(0.2)
        assert not waiting.done()
    assert (await waiting).status == "created"


async def test_only_exclusions_that_were_there_are_taken_back(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    (row,) = await excluded(tx, store, NewExclusion(product_id=await given_product(tx, catalog)))
    assert row.id is not None
    body = BulkIds([row.id, new_id(), row.id])
    done = await delete_exclusions(tx, store_id=store, body=body, query=PARTIAL)
    assert [one.status for one in done.rows] == ["deleted", "not_found", "refused"]
    with pytest.raises(BulkRefused):
        await delete_exclusions(tx, store_id=store, body=body, query=ALL_OR_NONE)
    with pytest.raises(NotFound):
        await delete_exclusion(tx, store_id=store, exclusion_id=row.id)


async def test_a_store_that_sells_nothing_has_nothing_to_choose(tx: Tx) -> None:
    store, now = await given_store(tx), tx.context.now
    for attempt in (
        excluded(tx, store, NewExclusion(product_id=new_id())),
        priced(tx, store, WantedPrice(variant_id=new_id(), price_minor=1)),
        timed(tx, store, WantedWindow(product_id=new_id(), available_from=now,
                                      available_until=None)),
    ):  # fmt: skip
        with pytest.raises(SellsNothing):
            await attempt


async def test_a_store_of_another_organization_is_as_absent(tx: Tx, other_tx: Tx) -> None:
    theirs, catalog = await given_seller(other_tx)
    tea = await given_product(other_tx, catalog)
    (row,) = await excluded(other_tx, theirs, NewExclusion(product_id=tea))
    mine, _ = await given_seller(tx)
    for attempt in (
        excluded(tx, theirs, NewExclusion(product_id=tea)),
        list_exclusions(tx, store_id=theirs, query=FIRST_PAGE),
        list_store_prices(tx, store_id=theirs, query=FIRST_PAGE),
        list_store_windows(tx, store_id=theirs, query=FIRST_PAGE),
        delete_exclusion(tx, store_id=theirs, exclusion_id=row.id),  # type: ignore[arg-type]
        delete_exclusion(tx, store_id=mine, exclusion_id=row.id),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_exclusions_are_listed_page_by_page(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    ids = [await given_product(tx, catalog, name) for name in "ABC"]
    done = await excluded(tx, store, *(NewExclusion(product_id=one) for one in ids))
    first = await list_exclusions(tx, store_id=store, query=PageQuery(limit=2))
    rest = await list_exclusions(
        tx, store_id=store, query=PageQuery(limit=2, cursor=first.next_cursor)
    )
    assert [one.exclusion_id for one in first.items + rest.items] == [row.id for row in done]
    assert rest.next_cursor is None


async def test_an_exclusion_goes_with_its_category(tx: Tx) -> None:
    store, catalog = await given_seller(tx)
    top = await given_category(tx, catalog, "Top")
    low = await given_category(tx, catalog, "Low", parent_id=top)
    tea = await given_product(tx, catalog, category_id=low)
    await excluded(tx, store, NewExclusion(category_id=low))
    body = CategoryDeletion([low], "move_to_parent")
    await delete_categories(tx, catalog_id=catalog, body=body, query=ALL_OR_NONE)
    assert await shown(tx, store) == {tea}


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    store, catalog = await given_seller(tx)
    ids = [await given_product(tx, catalog, f"P{n}") for n in range(row_count)]
    variants = [await variant_of(tx, catalog, one) for one in ids]
    counts: list[int] = []
    now = tx.context.now
    for step in (
        excluded(tx, store, *(NewExclusion(product_id=one) for one in ids)),
        priced(tx, store, *(WantedPrice(variant_id=one, price_minor=1) for one in variants)),
        timed(tx, store, *(WantedWindow(product_id=one, available_from=now, available_until=None)
                           for one in ids)),
    ):  # fmt: skip
        statements.clear()
        await step
        counts.append(len(statements))
    assert counts == [7, 7, 7]
