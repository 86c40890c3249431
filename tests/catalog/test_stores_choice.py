"""What a store chooses of what it sells: exclusions, prices of its own, hours."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from galleria.base.bulk import Bulk, BulkIds, BulkRefused, RowOutcome
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog.categories.delete import CategoryDeletion, delete_categories
from galleria.catalog.products.list import read_product
from galleria.catalog.sell_catalog import sell_catalog
from galleria.catalog.stores.create_exclusions import NewExclusion, create_exclusions
from galleria.catalog.stores.delete_exclusions import delete_exclusion, delete_exclusions
from galleria.catalog.stores.list import list_exclusions, list_store_prices, list_store_windows
from galleria.catalog.stores.set_prices import WantedPrice, set_store_prices
from galleria.catalog.stores.set_windows import WantedWindow, set_store_windows
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

FIRST_PAGE = PageQuery()


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
    now, counts = tx.context.now, []
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
