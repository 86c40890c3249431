"""What shoppers see, and what they do not."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from msgspec import Struct, structs

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog import sell_catalog
from galleria.catalog.products.rows import Option, VariantSent
from galleria.catalog.shop.list import (
    ShopProductQuery,
    list_shop_products,
    read_shop,
    read_shop_categories,
    read_shop_product,
)
from tests.catalog.given import given_catalog, given_category, given_product, given_store
from tests.conftest import recorded_statements


class Menu(Struct, frozen=True):
    """Drinks > Hot > Tea, of a catalog that a store sells."""

    tx: Tx
    catalog: UUID
    drinks: UUID
    hot: UUID
    tea: UUID


def seen_by(tx: Tx, store: UUID) -> Tx:
    return Tx(tx.connection, structs.replace(tx.context, store_id=store), tx.signals)


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    store, catalog = await given_store(tx), await given_catalog(tx)
    await sell_catalog(tx, store_id=store, catalog_id=catalog)
    drinks = await given_category(tx, catalog, "Drinks")
    hot = await given_category(tx, catalog, "Hot", parent_id=drinks)
    tea = await given_product(tx, catalog, "Tea", category_id=hot, sku="T")
    return Menu(seen_by(tx, store), catalog, drinks, hot, tea)


async def listed(menu: Menu, category: str = "hot", **query: object) -> list[str]:
    wanted = ShopProductQuery(**query)  # type: ignore[arg-type]
    page = await list_shop_products(menu.tx, category=category, query=wanted)
    return [product.name for product in page.items]


async def set_(menu: Menu, sql: str) -> None:
    await menu.tx.connection.execute(f"UPDATE {sql}")


async def test_a_shop_shows_itself(menu: Menu) -> None:
    shop = await read_shop(menu.tx)
    assert (shop.name, shop.kind, shop.currency, shop.locale) == ("Shop", "online", "EUR", "en-GB")


async def test_categories_come_in_the_menus_order(menu: Menu) -> None:
    await given_category(menu.tx, menu.catalog, "Food", sort_order=-1)
    tree = await read_shop_categories(menu.tx)
    assert [(node.name, node.depth) for node in tree.items] == [
        ("Food", 0), ("Drinks", 0), ("Hot", 1),
    ]  # fmt: skip


async def test_a_product_is_found_by_slug_and_by_id(menu: Menu) -> None:
    for key in ("tea", str(menu.tea)):
        product = await read_shop_product(menu.tx, product=key)
        assert (product.product_id, product.variants[0].sku) == (menu.tea, "T")


async def test_a_category_is_found_by_slug_and_by_id(menu: Menu) -> None:
    assert await listed(menu) == await listed(menu, str(menu.hot)) == ["Tea"]


async def test_a_category_shows_its_own_products_and_on_request_those_below(menu: Menu) -> None:
    await given_product(menu.tx, menu.catalog, "Water", category_id=menu.drinks)
    assert await listed(menu, "drinks") == ["Water"]
    assert await listed(menu, "drinks", subtree=True) == ["Tea", "Water"]


@pytest.mark.parametrize("subtree", [False, True])
async def test_pages_follow_each_other_without_gap_or_repeat(menu: Menu, subtree: bool) -> None:
    for name, sort_order in (("Mate", 1), ("Chai", 0), ("Tea", -1)):
        more = {"category_id": menu.hot, "sort_order": sort_order}
        await given_product(menu.tx, menu.catalog, name, **more)
    seen: list[str] = []
    cursor = None
    while cursor or not seen:
        query = ShopProductQuery(limit=1, cursor=cursor, subtree=subtree)
        page = await list_shop_products(menu.tx, category="hot", query=query)
        seen += [product.name for product in page.items]
        cursor = page.next_cursor
    assert seen == ["Tea", "Chai", "Tea", "Mate"]


async def test_a_category_without_products_is_an_empty_page(menu: Menu) -> None:
    assert await listed(menu, "drinks") == []


async def test_only_active_variants_are_shown(menu: Menu) -> None:
    variants = [
        VariantSent(option_values=["S"], price_minor=1),
        VariantSent(option_values=["L"], price_minor=2, is_active=False),
    ]
    options = [Option("Size")]
    await given_product(menu.tx, menu.catalog, "Mate", options=options, variants=variants)
    product = await read_shop_product(menu.tx, product="mate")
    assert [variant.option_values for variant in product.variants] == [["S"]]


HIDING = {
    "an inactive product": "product SET status = 'draft'",
    "no active variant": "variant SET is_active = false",
    "an inactive category": "category SET is_active = false WHERE slug = 'hot'",
    "an inactive category above": "category SET is_active = false WHERE slug = 'drinks'",
    "an inactive catalog": "catalog SET status = 'inactive'",
    "a draft store": "store SET status = 'draft'",
    "no catalog": "store_catalog SET catalog_id = NULL",
}


async def nothing_listed(menu: Menu, *, subtree: bool) -> None:
    for category in ("hot", "drinks"):
        try:
            assert await listed(menu, category, subtree=subtree) == []
        except NotFound:
            continue


@pytest.mark.parametrize("sql", HIDING.values(), ids=HIDING)
async def test_what_is_hidden_is_hidden_on_every_path(menu: Menu, sql: str) -> None:
    await set_(menu, sql)
    for key in ("tea", str(menu.tea)):
        with pytest.raises(NotFound):
            await read_shop_product(menu.tx, product=key)
    await nothing_listed(menu, subtree=False)
    await nothing_listed(menu, subtree=True)


async def test_what_is_below_an_inactive_category_is_not_in_the_tree(menu: Menu) -> None:
    await set_(menu, HIDING["an inactive category above"])
    assert (await read_shop_categories(menu.tx)).items == []


async def test_a_product_without_a_category_is_visible(menu: Menu) -> None:
    await given_product(menu.tx, menu.catalog, "Voucher")
    assert (await read_shop_product(menu.tx, product="voucher")).category_id is None


@pytest.mark.parametrize("status", ["draft", "inactive"])
async def test_a_store_that_is_not_active_is_not_there(tx: Tx, status: str) -> None:
    shop = seen_by(tx, await given_store(tx, status=status))
    reads: list[Callable[[Tx], Awaitable[object]]] = [read_shop, read_shop_categories]
    for read in reads:
        with pytest.raises(NotFound):
            await read(shop)


async def test_a_store_that_sells_nothing_has_an_empty_menu(tx: Tx) -> None:
    shop = seen_by(tx, await given_store(tx))
    assert (await read_shop_categories(shop)).items == []


async def test_another_organizations_store_is_not_there(menu: Menu, other_tx: Tx) -> None:
    store = menu.tx.context.store_id
    assert store is not None
    shop = seen_by(other_tx, store)
    with pytest.raises(NotFound):
        await read_shop(shop)
    with pytest.raises(NotFound):
        await read_shop_product(shop, product="tea")


async def test_each_read_is_one_statement(menu: Menu) -> None:
    with recorded_statements(menu.tx) as statements:
        await read_shop(menu.tx)
        await read_shop_categories(menu.tx)
        await listed(menu)
        await listed(menu, subtree=True)
        await read_shop_product(menu.tx, product="tea")
        await asyncio.sleep(0)  # The last is told in the loop's next turn.
    assert len(statements) == 5
