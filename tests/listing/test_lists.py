"""Lists of products for shoppers: all of them, a category's, in every order."""

import asyncio

import pytest

from galleria.base.refusals import Invalid, NotFound
from galleria.base.tx import Tx
from galleria.listing.search.parameters import CategoryProductQuery
from galleria.listing.search.products import list_category_products
from tests.catalog.given import given_store
from tests.conftest import recorded_statements
from tests.listing.finding import (
    find,
    in_category,
    leafed,
    leafed_category,
    listed,
    names,
    products,
)
from tests.listing.given_shop import Menu, exclude, given_menu, say_category, say_product, seen_by

SORTS = {
    "default": ["Cake", "Tea", "Ale", "Éclair", "Zwieback"],
    "name": ["Ale", "Cake", "Éclair", "Tea", "Zwieback"],
    "price": ["Cake", "Tea", "Éclair", "Zwieback", "Ale"],
    "-price": ["Ale", "Zwieback", "Éclair", "Tea", "Cake"],
    "newest": ["Zwieback", "Cake", "Éclair", "Ale", "Tea"],
}


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_menu(tx)


@pytest.fixture
async def five(menu: Menu) -> Menu:
    for name, price, place in (
        ("Ale", 900, 1), ("Éclair", 500, 2), ("Cake", 100, -1), ("Zwieback", 500, 3),
    ):  # fmt: skip
        await menu.product(name, price_minor=price, sort_order=place, category_id=menu.hot)
    return menu


@pytest.mark.parametrize("sort", SORTS)
async def test_every_order_has_whole_pages(five: Menu, sort: str) -> None:
    assert await listed(five.tx, sort=sort) == SORTS[sort]
    assert await leafed(five.tx, sort=sort, limit=2) == SORTS[sort]


@pytest.mark.parametrize("sort", SORTS)
async def test_every_order_of_a_category_has_whole_pages(five: Menu, sort: str) -> None:
    assert await leafed_category(five.tx, "drinks", sort=sort, limit=2) == SORTS[sort]


@pytest.mark.parametrize("sort", SORTS)
async def test_every_order_of_what_was_searched_has_whole_pages(five: Menu, sort: str) -> None:
    await five.set("UPDATE product SET description = 'house-made'")
    assert await leafed(five.tx, q="house", sort=sort, limit=2) == SORTS[sort]


async def test_an_insert_between_two_pages_neither_repeats_nor_hides(five: Menu) -> None:
    first = await find(five.tx, sort="name", limit=2)
    await five.product("Aardvark")
    assert first.next_cursor is not None
    second = await find(five.tx, sort="name", limit=3, cursor=first.next_cursor)
    assert names(first) + names(second) == SORTS["name"]


async def test_the_end_of_a_full_page_has_no_cursor(five: Menu) -> None:
    assert (await find(five.tx, limit=5)).next_cursor is None


async def test_a_cursor_of_another_order_is_refused(five: Menu) -> None:
    page = await find(five.tx, sort="name", limit=1)
    for query in ({"sort": "price"}, {"q": "tea"}, {}):
        with pytest.raises(Invalid):
            await find(five.tx, cursor=page.next_cursor, **query)


async def test_names_are_sorted_as_the_language_does(menu: Menu) -> None:
    for name in ("Öl", "Zucker", "Apfel"):
        await menu.product(name)
    await menu.set("UPDATE store SET further_locales = '{sv-SE}'")
    assert await listed(menu.tx, sort="name", locale="sv-SE") == ["Apfel", "Tea", "Zucker", "Öl"]
    assert await listed(menu.tx, sort="name") == ["Apfel", "Öl", "Tea", "Zucker"]


async def test_documents_are_in_the_shoppers_language(menu: Menu) -> None:
    await say_product(menu, menu.tea, name="Tee", slug="tee")
    assert await listed(menu.tx, locale="de-DE") == ["Tee"]
    assert await listed(menu.tx, locale="fr-FR") == ["Tea"]


async def test_a_document_says_what_a_list_shows(menu: Menu) -> None:
    (tea,) = products(await find(menu.tx))
    assert (tea.product_id, tea.category_id, tea.kind) == (menu.tea, menu.hot, "physical")
    assert (tea.price_min_minor, tea.price_max_minor, tea.currency) == (300, 300, "EUR")
    assert [variant.sku for variant in tea.variants] == ["T-1"]


async def test_a_category_is_found_by_id_and_slug_in_the_language(menu: Menu) -> None:
    await say_category(menu, menu.hot, name="Heiß", slug="heiss")
    assert await in_category(menu.tx, str(menu.hot)) == ["Tea"]
    assert await in_category(menu.tx, "heiss", locale="de-DE") == ["Tea"]
    with pytest.raises(NotFound):
        await in_category(menu.tx, "heiss")


async def test_a_category_has_what_is_below_it_unless_that_is_declined(menu: Menu) -> None:
    await menu.product("Water", category_id=menu.drinks)
    assert await in_category(menu.tx, "drinks") == ["Tea", "Water"]
    assert await in_category(menu.tx, "drinks", subtree=False) == ["Water"]


async def test_a_category_without_products_is_an_empty_page(menu: Menu) -> None:
    await menu.category("Bare")
    assert await in_category(menu.tx, "bare") == []


async def test_what_is_arranged_by_hand_comes_first(five: Menu) -> None:
    await five.set(
        """UPDATE product_category SET position = hand.place
           FROM product JOIN (VALUES ('Zwieback', 1), ('Ale', 2)) AS hand (name, place) USING (name)
           WHERE product.product_id = product_category.product_id"""
    )
    arranged = ["Zwieback", "Ale", "Cake", "Tea", "Éclair"]
    assert await in_category(five.tx, "hot") == arranged
    assert await leafed_category(five.tx, "hot", limit=1) == arranged
    assert await leafed_category(five.tx, "hot", limit=2) == arranged


async def test_a_category_is_sorted_as_it_says(five: Menu) -> None:
    await five.set("UPDATE category SET product_order = '-price' WHERE slug = 'hot'")
    assert await leafed_category(five.tx, "hot", limit=2) == SORTS["-price"]
    assert await in_category(five.tx, "hot", sort="name") == SORTS["name"]


async def test_a_smart_category_has_what_its_filter_says(five: Menu) -> None:
    await five.category("Cheap", slug="cheap")
    await five.set(
        """UPDATE category SET kind = 'smart', filter = '{"price_max_minor": 300}'
           WHERE slug = 'cheap'"""
    )
    assert await in_category(five.tx, "cheap", sort="name") == ["Cake", "Tea"]
    assert await in_category(five.tx, "cheap", sort="name", price_min_minor=200) == ["Tea"]


async def test_a_smart_category_may_search(five: Menu) -> None:
    await five.category("Baked", slug="baked")
    await five.set(
        """UPDATE category SET kind = 'smart', filter = '{"q": "cake"}' WHERE slug = 'baked'"""
    )
    assert await in_category(five.tx, "baked") == ["Cake"]
    assert await in_category(five.tx, "baked", q="tea") == []


HIDING = {
    "a draft product": "UPDATE product SET status = 'draft'",
    "no active variant": "UPDATE variant SET is_active = false",
    "an inactive category": "UPDATE category SET is_active = false WHERE slug = 'hot'",
    "an inactive catalog": "UPDATE catalog SET status = 'inactive'",
    "no catalog": "UPDATE store_catalog SET catalog_id = NULL",
}


@pytest.mark.parametrize("sql", HIDING.values(), ids=HIDING)
async def test_what_is_hidden_is_in_no_list(menu: Menu, sql: str) -> None:
    await menu.set(sql)
    for asked in ({}, {"q": "tea"}, {"q": "T-1"}, {"sort": "price"}, {"price_min_minor": 1}):
        assert await listed(menu.tx, **asked) == []


async def test_an_excluded_category_is_not_there(menu: Menu) -> None:
    await exclude(menu, category=menu.drinks)
    assert await listed(menu.tx) == []
    for category in ("hot", "drinks"):
        with pytest.raises(NotFound):
            await in_category(menu.tx, category)


@pytest.mark.parametrize("status", ["draft", "inactive"])
async def test_a_store_that_is_not_active_is_not_there(tx: Tx, status: str) -> None:
    shop = seen_by(tx, await given_store(tx, status=status))
    for asked in ({}, {"q": "tea"}, {"price_min_minor": 1}):
        with pytest.raises(NotFound):
            await find(shop, **asked)


async def test_another_organizations_shop_is_not_there(menu: Menu, other_tx: Tx) -> None:
    other = seen_by(other_tx, menu.store)
    for asked in ({}, {"q": "tea"}):
        with pytest.raises(NotFound):
            await find(other, **asked)
    query = CategoryProductQuery()
    with pytest.raises(NotFound):
        await list_category_products(other, category="hot", query=query)


@pytest.mark.parametrize("limit", [1, 20])
async def test_a_plain_list_is_one_statement(five: Menu, limit: int) -> None:
    for sort in SORTS:
        with recorded_statements(five.tx) as seen:
            await listed(five.tx, sort=sort, limit=limit)
            await asyncio.sleep(0)
        assert len(seen) == 1
