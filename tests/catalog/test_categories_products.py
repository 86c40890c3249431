"""Products of a category: put in, taken out, put in order by hand; and where they go without it."""

from uuid import UUID

import pytest

from galleria.base.bulk import BulkRefused, RowOutcome
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.catalog.categories.arrange import WantedOrder, read_product_order, set_product_order
from galleria.catalog.categories.delete import CategoryDeletion, Fate, delete_categories
from galleria.catalog.categories.filter import CategoryFilter
from galleria.catalog.categories.list import read_category
from galleria.catalog.categories.place import (
    CategoryProducts,
    SmartCategory,
    add_category_products,
    remove_category_products,
)
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


async def added(
    tx: Tx, catalog: UUID, category: UUID, *ids: UUID, partial: bool = False
) -> list[RowOutcome]:
    done = await add_category_products(
        tx, catalog_id=catalog, category_id=category, body=CategoryProducts(list(ids)),
        query=PARTIAL if partial else ALL_OR_NONE,
    )  # fmt: skip
    return done.rows


async def removed(
    tx: Tx, catalog: UUID, category: UUID, *ids: UUID, partial: bool = False
) -> list[RowOutcome]:
    done = await remove_category_products(
        tx, catalog_id=catalog, category_id=category, body=CategoryProducts(list(ids)),
        query=PARTIAL if partial else ALL_OR_NONE,
    )  # fmt: skip
    return done.rows


async def arranged(tx: Tx, catalog: UUID, category: UUID, *ids: UUID, version: int) -> int:
    done = await set_product_order(
        tx, catalog_id=catalog, category_id=category, body=WantedOrder(list(ids)), if_match=version
    )
    assert [one.product_id for one in done.products] == list(ids)
    return done.version


async def places_of(tx: Tx, catalog: UUID, product: UUID) -> tuple[UUID | None, list[UUID]]:
    row = await read_product(tx, catalog_id=catalog, product_id=product)
    return row.category_id, row.further_category_ids


async def gone(tx: Tx, catalog: UUID, *ids: UUID, contents: Fate) -> None:
    body = CategoryDeletion(list(ids), contents)
    await delete_categories(tx, catalog_id=catalog, body=body, query=ALL_OR_NONE)
    await tx.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


async def test_the_first_category_is_the_primary_one(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b = await given_category(tx, catalog, "A"), await given_category(tx, catalog, "B")
    tea = await given_product(tx, catalog)
    assert [(row.status, row.version) for row in await added(tx, catalog, a, tea)] == [
        ("updated", 2)
    ]
    await added(tx, catalog, b, tea)
    assert await places_of(tx, catalog, tea) == (a, [b])
    assert await events_of(tx, "product.updated") == 2


async def test_what_is_there_already_is_unchanged(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = await given_category(tx, catalog)
    tea = await given_product(tx, catalog, category_id=a)
    assert [row.status for row in await added(tx, catalog, a, tea)] == ["unchanged"]
    assert await events_of(tx, "product.updated") == 0


async def test_each_product_that_cannot_be_added_is_named(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_product(other_tx, await given_catalog(other_tx))
    catalog = await given_catalog(tx)
    elsewhere = await given_product(tx, await given_catalog(tx))
    a, tea = await given_category(tx, catalog), await given_product(tx, catalog)
    with pytest.raises(BulkRefused) as refusal:
        await added(tx, catalog, a, tea, theirs, elsewhere, tea)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/product_ids/1", "not_found"), ("/product_ids/2", "not_found"),
        ("/product_ids/3", "repeated"),
    ]  # fmt: skip
    rows = await added(tx, catalog, a, tea, theirs, partial=True)
    assert [row.status for row in rows] == ["updated", "not_found"]


async def test_without_its_primary_category_the_next_one_is_it(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b, c = [await given_category(tx, catalog, name) for name in "ABC"]
    tea = await given_product(tx, catalog, category_id=c, further_category_ids=[a, b])
    await removed(tx, catalog, c, tea)
    assert await places_of(tx, catalog, tea) == (a, [b])
    await removed(tx, catalog, b, tea)
    assert await places_of(tx, catalog, tea) == (a, [])
    await removed(tx, catalog, a, tea)
    assert await places_of(tx, catalog, tea) == (None, [])
    assert [row.status for row in await removed(tx, catalog, a, tea)] == ["unchanged"]


async def test_a_smart_category_takes_no_products(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    wanted = CategoryFilter(tags=["new"])
    smart = await given_category(tx, catalog, kind="smart", filter=wanted)
    tea = await given_product(tx, catalog)
    for attempt in (
        added(tx, catalog, smart, tea), removed(tx, catalog, smart, tea),
        read_product_order(tx, catalog_id=catalog, category_id=smart),
    ):  # fmt: skip
        with pytest.raises(SmartCategory):
            await attempt


async def test_a_category_of_another_organization_is_as_absent(tx: Tx, other_tx: Tx) -> None:
    there = await given_catalog(other_tx)
    theirs = await given_category(other_tx, there)
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    for attempt in (
        added(tx, catalog, theirs, tea), removed(tx, catalog, theirs, tea),
        added(tx, there, theirs, tea), arranged(tx, catalog, theirs, version=1),
        read_product_order(tx, catalog_id=catalog, category_id=theirs),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await attempt


async def test_products_are_put_in_order_by_hand(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = await given_category(tx, catalog)
    x, y, z = [await given_product(tx, catalog, name, category_id=a) for name in "XYZ"]
    assert await arranged(tx, catalog, a, z, x, version=1) == 2
    assert await arranged(tx, catalog, a, y, z, version=2) == 3
    assert await arranged(tx, catalog, a, y, z, version=3) == 3
    order = await read_product_order(tx, catalog_id=catalog, category_id=a)
    assert [one.name for one in order.products] == ["Y", "Z"]
    assert (await read_category(tx, catalog_id=catalog, category_id=a)).version == 3
    assert await arranged(tx, catalog, a, version=3) == 4


async def test_an_order_names_products_of_the_category_once(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = await given_category(tx, catalog)
    x, other = await given_product(tx, catalog, category_id=a), await given_product(tx, catalog)
    with pytest.raises(Invalid) as refusal:
        await arranged(tx, catalog, a, x, other, new_id(), x, version=1)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/product_ids/1", "not_found"), ("/product_ids/2", "not_found"),
        ("/product_ids/3", "repeated"),
    ]  # fmt: skip
    with pytest.raises(Stale):
        await arranged(tx, catalog, a, x, version=7)


async def test_products_of_a_deleted_category_go_to_the_parent_once(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Top")
    a, b = [await given_category(tx, catalog, name, parent_id=top) for name in "AB"]
    x = await given_product(tx, catalog, category_id=a, further_category_ids=[top, b])
    y = await given_product(tx, catalog, category_id=a, further_category_ids=[b])
    await gone(tx, catalog, a, b, contents="move_to_parent")
    assert await places_of(tx, catalog, x) == (top, [])
    assert await places_of(tx, catalog, y) == (top, [])
    assert await counted(tx, "product_category") == 2


async def test_products_of_a_category_without_a_parent_stay_in_their_others(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b, c = [await given_category(tx, catalog, name) for name in "ABC"]
    x = await given_product(tx, catalog, category_id=a, further_category_ids=[b, c])
    y = await given_product(tx, catalog, category_id=c, further_category_ids=[a])
    await gone(tx, catalog, a, contents="uncategorise")
    assert await places_of(tx, catalog, x) == (b, [c])
    assert await places_of(tx, catalog, y) == (c, [])
    await gone(tx, catalog, b, c, contents="move_to_parent")
    assert await places_of(tx, catalog, x) == (None, [])


async def test_products_go_past_a_smart_parent(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Top")
    smart = await given_category(
        tx, catalog, "Smart", parent_id=top, kind="smart", filter=CategoryFilter(q="tea")
    )
    low = await given_category(tx, catalog, "Low", parent_id=smart)
    below = await given_category(tx, catalog, "Below", parent_id=low)
    x = await given_product(tx, catalog, category_id=low)
    await gone(tx, catalog, low, contents="move_to_parent")
    assert await places_of(tx, catalog, x) == (top, [])
    assert (await read_category(tx, catalog_id=catalog, category_id=below)).parent_id == smart


async def test_a_category_that_holds_further_products_is_not_empty(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b = await given_category(tx, catalog, "A"), await given_category(tx, catalog, "B")
    await given_product(tx, catalog, category_id=a, further_category_ids=[b])
    with pytest.raises(BulkRefused):
        await gone(tx, catalog, b, contents="refuse")


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    a = await given_category(tx, catalog)
    ids = [await given_product(tx, catalog, f"P{n}") for n in range(row_count)]
    counts: list[int] = []
    for step in (added(tx, catalog, a, *ids), arranged(tx, catalog, a, *ids, version=1),
                 removed(tx, catalog, a, *ids)):  # fmt: skip
        statements.clear()
        await step
        counts.append(len(statements))
    assert counts == [6, 8, 6]
