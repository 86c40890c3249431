"""The shop and its category tree, as shoppers see them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.listing.shop.categories import (
    ShopCategoryPage,
    read_shop_categories,
    read_shop_category,
)
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.read_shop import read_shop
from tests.catalog.given import given_store
from tests.conftest import recorded_statements
from tests.listing.given_shop import (
    Menu,
    exclude,
    given_menu,
    say_category,
    seen_by,
    sell_between,
)

GERMAN = ShopQuery(locale="de-DE")


OWN = ShopQuery()


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_menu(tx)


async def tree(menu: Menu, query: ShopQuery = OWN) -> list[tuple[str, int]]:
    found = await read_shop_categories(menu.tx, query=query)
    return [(node.name, node.depth) for node in found.items]


async def counts(menu: Menu) -> dict[str, int | None]:
    found = await read_shop_categories(menu.tx, query=OWN)
    return {node.name: node.products for node in found.items}


async def page_of(menu: Menu, category: str, query: ShopQuery = OWN) -> ShopCategoryPage:
    return await read_shop_category(menu.tx, category=category, query=query)


async def test_a_shop_shows_itself_and_its_languages(menu: Menu) -> None:
    shop = await read_shop(menu.tx)
    assert (shop.name, shop.kind, shop.currency) == ("Shop", "online", "EUR")
    assert (shop.locale, shop.locales) == ("en-GB", ["en-GB", "de-DE"])


async def test_categories_come_in_the_menus_order(menu: Menu) -> None:
    await menu.category("Food", sort_order=-1)
    assert await tree(menu) == [("Food", 0), ("Drinks", 0), ("Hot", 1)]


async def test_names_are_sorted_as_the_language_does(menu: Menu) -> None:
    for name in ("Zimt", "Äpfel", "birnen"):
        await menu.category(name)
    assert [name for name, depth in await tree(menu, GERMAN) if not depth] == [
        "Äpfel", "birnen", "Drinks", "Zimt",
    ]  # fmt: skip


async def test_what_is_below_a_closed_category_is_gone(menu: Menu) -> None:
    await menu.set("UPDATE category SET is_active = false WHERE slug = 'drinks'")
    assert await tree(menu) == []


async def test_what_the_store_excludes_is_gone_with_all_below_it(menu: Menu) -> None:
    await exclude(menu, category=menu.drinks)
    assert await tree(menu) == []
    for category in ("drinks", "hot", str(menu.hot)):
        with pytest.raises(NotFound):
            await page_of(menu, category)


async def test_a_category_counts_what_is_below_it(menu: Menu) -> None:
    await menu.product("Water", category_id=menu.drinks)
    assert await counts(menu) == {"Drinks": 2, "Hot": 1}


async def test_what_is_hidden_is_not_counted(menu: Menu) -> None:
    await menu.product("Mate", category_id=menu.hot, status="draft")
    await exclude(menu, product=menu.tea)
    assert await counts(menu) == {"Drinks": 0, "Hot": 0}


async def test_what_has_hours_is_counted_within_them(menu: Menu) -> None:
    now, hour = menu.tx.context.now, timedelta(hours=1)
    await sell_between(menu, menu.tea, now - hour, now + hour)
    later = await menu.product("Later", category_id=menu.hot)
    await sell_between(menu, later, now + hour, None)
    assert await counts(menu) == {"Drinks": 1, "Hot": 1}


async def test_a_category_is_found_by_id_and_by_slug(menu: Menu) -> None:
    for key in ("hot", str(menu.hot)):
        assert (await page_of(menu, key)).category_id == menu.hot


async def test_breadcrumbs_lead_from_the_top_to_the_category_itself(menu: Menu) -> None:
    page = await page_of(menu, "hot")
    assert [crumb.slug for crumb in page.breadcrumbs] == ["drinks", "hot"]


async def test_a_category_shows_its_visible_children_with_their_counts(menu: Menu) -> None:
    await menu.category("Cold", parent_id=menu.drinks)
    await menu.category("Closed", parent_id=menu.drinks, is_active=False)
    children = (await page_of(menu, "drinks")).children
    assert [(child.name, child.products) for child in children] == [("Cold", 0), ("Hot", 1)]


async def test_a_category_is_named_in_the_shoppers_language(menu: Menu) -> None:
    await say_category(menu, menu.hot, name="Heiß", slug="heiss", description="Dampft.")
    for key in ("heiss", "hot", str(menu.hot)):
        page = await page_of(menu, key, GERMAN)
        assert (page.locale, page.name, page.slug) == ("de-DE", "Heiß", "heiss")
        assert page.description == "Dampft."
    assert await tree(menu, GERMAN) == [("Drinks", 0), ("Heiß", 1)]
    assert page.breadcrumbs[-1].slug == "heiss"


async def test_a_category_has_its_slug_in_every_language(menu: Menu) -> None:
    await say_category(menu, menu.hot, slug="heiss")
    page = await page_of(menu, "hot")
    assert {it.locale: it.slug for it in page.alternates} == {"de-DE": "heiss", "en-GB": "hot"}


async def test_another_languages_slug_does_not_lead_here(menu: Menu) -> None:
    await say_category(menu, menu.hot, slug="heiss")
    with pytest.raises(NotFound):
        await page_of(menu, "heiss")


async def test_a_language_that_the_shop_does_not_speak_is_answered_in_its_own(menu: Menu) -> None:
    page = await page_of(menu, "hot", ShopQuery(locale="fr-FR"))
    assert (page.locale, page.name) == ("en-GB", "Hot")


@pytest.mark.parametrize("status", ["draft", "inactive"])
async def test_a_store_that_is_not_active_is_not_there(tx: Tx, status: str) -> None:
    shop = seen_by(tx, await given_store(tx, status=status))
    reads: list[Callable[[], Awaitable[object]]] = [
        lambda: read_shop(shop),
        lambda: read_shop_categories(shop, query=OWN),
        lambda: read_shop_category(shop, category="hot", query=OWN),
    ]
    for read in reads:
        with pytest.raises(NotFound):
            await read()


@pytest.mark.parametrize(
    "sql",
    ["UPDATE catalog SET status = 'inactive'", "UPDATE store_catalog SET catalog_id = NULL"],
)
async def test_a_shop_that_sells_nothing_has_an_empty_menu(menu: Menu, sql: str) -> None:
    await menu.tx.connection.execute(sql)
    assert await tree(menu) == []
    with pytest.raises(NotFound):
        await page_of(menu, "hot")


async def test_another_organizations_shop_is_not_there(menu: Menu, other_tx: Tx) -> None:
    shop = seen_by(other_tx, menu.store)
    with pytest.raises(NotFound):
        await read_shop(shop)
    with pytest.raises(NotFound):
        await read_shop_category(shop, category=str(menu.hot), query=OWN)


async def test_each_read_is_one_statement_however_much_there_is(menu: Menu) -> None:
    for number in range(19):
        await menu.category(f"Kind {number}", parent_id=menu.drinks)
    with recorded_statements(menu.tx) as statements:
        await read_shop(menu.tx)
        await read_shop_categories(menu.tx, query=GERMAN)
        await page_of(menu, "drinks")
        await asyncio.sleep(0)  # The last is told in the loop's next turn.
    assert len(statements) == 3
