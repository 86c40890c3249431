"""How much is in a smart category: what its filter finds, counted as a search is."""

import asyncio
from uuid import UUID

import pytest

from galleria.base.tx import Tx
from galleria.listing.shop.categories import (
    ShopCategoryPage,
    read_shop_categories,
    read_shop_category,
)
from galleria.listing.shop.doors import ShopQuery
from tests.conftest import recorded_statements
from tests.listing.given_mugs import given_many
from tests.listing.given_shop import Menu, exclude, given_menu

OWN = ShopQuery()


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_menu(tx)


async def smart_category(menu: Menu, wanted: str, name: str = "Smart") -> UUID:
    """Make a smart category below the drinks."""
    smart = await menu.category(name, parent_id=menu.drinks)
    await menu.set(
        "UPDATE category SET kind = 'smart', filter = $2::text::jsonb WHERE category_id = $1",
        smart, wanted,
    )  # fmt: skip
    return smart


async def counts(menu: Menu) -> dict[str, int | None]:
    found = await read_shop_categories(menu.tx, query=OWN)
    return {node.name: node.products for node in found.items}


async def page_of(menu: Menu, category: str, query: ShopQuery = OWN) -> ShopCategoryPage:
    return await read_shop_category(menu.tx, category=category, query=query)


@pytest.mark.parametrize(
    ("wanted", "products"),
    [('{"brands": ["Alba"]}', 1), ('{"tags": ["new"]}', 1), ('{"q": "tea"}', 1), ('{"q": "!"}', 0),
     ('{"brands": ["Alba", "Brio"]}', 2), ('{"brands": ["Alba"], "tags": ["new"]}', 1),
     ('{"price_min_minor": 500}', 1)],
)  # fmt: skip
async def test_a_smart_category_counts_what_its_filter_finds(
    menu: Menu, wanted: str, products: int
) -> None:
    await menu.product("Mate", brand="Alba", tags=["new"])
    await menu.product("Soda", brand="Brio", price_minor=500)
    smart = await smart_category(menu, wanted)
    assert (await counts(menu))["Smart"] == products
    page = await page_of(menu, str(smart))
    assert (page.products, page.is_estimated) == (products, False)
    (child,) = (it for it in (await page_of(menu, "drinks")).children if it.name == "Smart")
    assert child.products == products


async def test_a_smart_category_does_not_count_what_is_hidden(menu: Menu) -> None:
    await smart_category(menu, '{"q": "tea"}')
    await exclude(menu, product=menu.tea)
    assert (await counts(menu))["Smart"] == 0


async def test_twenty_smart_categories_are_counted_by_one_more_statement(menu: Menu) -> None:
    for number in range(21):
        await smart_category(menu, '{"q": "tea"}', f"Smart {number:02}")
    with recorded_statements(menu.tx) as statements:
        found = await counts(menu)
        await asyncio.sleep(0)
    assert len(statements) == 2
    assert [found[f"Smart {number:02}"] for number in range(21)] == [*[1] * 20, None]


async def test_the_count_of_very_many_is_an_estimate_and_says_so(menu: Menu) -> None:
    await smart_category(menu, '{"q": "tea"}')
    await given_many(menu, 8_000)
    (smart,) = (
        it for it in (await read_shop_categories(menu.tx, query=OWN)).items if it.kind == "smart"
    )
    assert smart.is_estimated
    assert 7_000 < (smart.products or 0) < 9_000


async def test_a_smart_category_of_another_category_is_counted_as_that_one(menu: Menu) -> None:
    smart = await menu.category("Smart")
    await menu.set(
        """UPDATE category SET kind = 'smart', filter = jsonb_build_object('category_id', $2::text)
           WHERE category_id = $1""",
        smart, str(menu.drinks),
    )  # fmt: skip
    assert (await counts(menu))["Smart"] == 1
