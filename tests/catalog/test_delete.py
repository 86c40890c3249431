"""Deleting categories and products: what is gone is told, and nothing else is."""

from uuid import UUID

import pytest

from galleria.base.bulk import BulkIds, BulkRefused
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.catalog.categories.delete import (
    CategoriesDeleted,
    CategoryDeletion,
    ContentsQuery,
    Fate,
    delete_categories,
    delete_category,
)
from galleria.catalog.categories.list import read_category
from galleria.catalog.products.delete import delete_product, delete_products
from galleria.catalog.products.list import read_product
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
    counted,
    events_of,
    given_catalog,
    given_category,
    given_product,
)


async def gone(
    tx: Tx, catalog: UUID, *ids: UUID, contents: Fate = "refuse", partial: bool = False
) -> CategoriesDeleted:
    return await delete_categories(
        tx,
        catalog_id=catalog,
        body=CategoryDeletion(list(ids), contents),
        query=PARTIAL if partial else ALL_OR_NONE,
    )


async def test_only_what_was_there_counts_as_deleted(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_category(other_tx, await given_catalog(other_tx))
    catalog = await given_catalog(tx)
    mine = await given_category(tx, catalog)
    done = await gone(tx, catalog, mine, theirs, new_id(), mine, partial=True)
    assert [row.status for row in done.rows] == ["deleted", "not_found", "not_found", "refused"]
    assert (done.counts.deleted, await counted(tx, "category")) == (1, 0)
    assert await counted(other_tx, "category") == 1


async def test_a_category_that_holds_something_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog)
    await given_product(tx, catalog, category_id=await given_category(tx, catalog, parent_id=top))
    with pytest.raises(BulkRefused) as refusal:
        await gone(tx, catalog, top)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/ids/0", "not_empty")]


async def test_subcategories_of_the_same_call_are_no_contents(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog)
    below = await given_category(tx, catalog, parent_id=top)
    assert (await gone(tx, catalog, top, below)).counts.deleted == 2
    assert await events_of(tx, "category.deleted") == 2


async def test_a_kept_subcategory_keeps_its_parent(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog)
    below = await given_category(tx, catalog, parent_id=top)
    await given_product(tx, catalog, category_id=below)
    done = await gone(tx, catalog, top, below, partial=True)
    assert [row.status for row in done.rows] == ["refused", "refused"]


async def test_contents_move_to_the_nearest_parent_that_stays(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Top")
    middle = await given_category(tx, catalog, "Middle", parent_id=top)
    low = await given_category(tx, catalog, "Low", parent_id=middle)
    leaf = await given_category(tx, catalog, "Leaf", parent_id=low)
    tea = await given_product(tx, catalog, category_id=low)
    done = await gone(tx, catalog, middle, low, contents="move_to_parent")
    assert (done.subcategories_moved, done.products_moved, done.products_uncategorised) == (1, 1, 0)
    assert (await read_category(tx, catalog_id=catalog, category_id=leaf)).parent_id == top
    product = await read_product(tx, catalog_id=catalog, product_id=tea)
    assert (product.category_id, product.version) == (top, 2)


async def test_products_may_be_left_without_a_category(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Top")
    low = await given_category(tx, catalog, "Low", parent_id=top)
    tea = await given_product(tx, catalog, category_id=low)
    done = await gone(tx, catalog, low, contents="uncategorise")
    assert (done.products_moved, done.products_uncategorised) == (0, 1)
    assert (await read_product(tx, catalog_id=catalog, product_id=tea)).category_id is None


async def test_one_category_needs_its_version_and_to_be_empty(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    one = await given_category(tx, catalog)
    await given_product(tx, catalog, category_id=one)

    async def deletes(version: int, contents: Fate) -> None:
        await delete_category(
            tx, catalog_id=catalog, category_id=one, query=ContentsQuery(contents), if_match=version
        )

    with pytest.raises(Stale):
        await deletes(2, "move_to_parent")
    with pytest.raises(Invalid):
        await deletes(1, "refuse")
    await deletes(1, "move_to_parent")
    with pytest.raises(NotFound):
        await deletes(1, "refuse")


async def test_products_that_were_there_are_deleted_with_their_variants(
    tx: Tx, other_tx: Tx
) -> None:
    theirs = await given_product(other_tx, await given_catalog(other_tx))
    catalog = await given_catalog(tx)
    mine = await given_product(tx, catalog)
    body = BulkIds([mine, theirs])
    done = await delete_products(tx, catalog_id=catalog, body=body, query=PARTIAL)
    assert [row.status for row in done.rows] == ["deleted", "not_found"]
    assert (await counted(tx, "variant"), await counted(other_tx, "product")) == (0, 1)
    assert await events_of(tx, "product.deleted") == 1


async def test_an_absent_product_refuses_the_whole_call(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    body = BulkIds([await given_product(tx, catalog), new_id()])
    with pytest.raises(BulkRefused) as refusal:
        await delete_products(tx, catalog_id=catalog, body=body, query=ALL_OR_NONE)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/ids/1", "not_found")]


async def test_one_product_needs_its_version(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    with pytest.raises(Stale):
        await delete_product(tx, catalog_id=catalog, product_id=tea, if_match=9)
    await delete_product(tx, catalog_id=catalog, product_id=tea, if_match=1)
    with pytest.raises(NotFound):
        await delete_product(tx, catalog_id=catalog, product_id=tea, if_match=1)


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    categories = [await given_category(tx, catalog, f"C{n}") for n in range(row_count)]
    products = [await given_product(tx, catalog, category_id=one) for one in categories]
    statements.clear()
    await gone(tx, catalog, *categories, contents="uncategorise")
    assert len(statements) == 10
    statements.clear()
    body = BulkIds(products)
    await delete_products(tx, catalog_id=catalog, body=body, query=ALL_OR_NONE)
    assert len(statements) == 4
