"""What is suggested while somebody types."""

from typing import Any

import msgspec
import pytest

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog.products.media import Media
from galleria.listing.search.suggestions import (
    SuggestionQuery,
    Suggestions,
    suggest_products,
)
from tests.conftest import recorded_statements
from tests.listing.given_shop import Menu, exclude, given_menu, say_product, seen_by


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    menu = await given_menu(tx)
    for name in ("Linen shirt", "Lion", "Green linen"):
        await menu.product(name, category_id=menu.drinks)
    return menu


async def suggested(tx: Tx, q: str, **more: Any) -> Suggestions:
    return await suggest_products(tx, query=SuggestionQuery(q=q, **more))


def names(found: Suggestions) -> list[str]:
    return [product.name for product in found.products]


async def test_names_that_begin_so_come_before_what_the_words_find(menu: Menu) -> None:
    assert names(await suggested(menu.tx, "li")) == ["Linen shirt", "Lion"]
    assert names(await suggested(menu.tx, "linen")) == ["Linen shirt", "Green linen"]


async def test_a_suggested_product_is_one_line(menu: Menu) -> None:
    media = [Media(url="https://pictures.example/lamp.jpg")]
    lamp = await menu.product("Lamp", price_minor=250, media=media, description="x" * 400)
    (found,) = (await suggested(menu.tx, "lam")).products
    assert msgspec.to_builtins(found) == {
        "product_id": str(lamp), "name": "Lamp", "slug": "lamp", "price_min_minor": 250,
        "price_max_minor": 250, "currency": "EUR",
        "image": {"url": "https://pictures.example/lamp.jpg", "alt_text": "", "kind": "image"},
    }  # fmt: skip


async def test_the_last_word_is_completed(menu: Menu) -> None:
    assert (await suggested(menu.tx, "Green li")).words == ["Green lion", "Green linen"]
    assert (await suggested(menu.tx, "green ")).words == []


async def test_categories_with_products_are_suggested(menu: Menu) -> None:
    await menu.category("Drifting", slug="drifting")
    assert [one.slug for one in (await suggested(menu.tx, "dri")).categories] == ["drinks"]


async def test_suggestions_are_in_the_shoppers_language(menu: Menu) -> None:
    await say_product(menu, menu.tea, name="Grüner Tee")
    assert names(await suggested(menu.tx, "grune", locale="de-DE")) == ["Grüner Tee"]
    assert names(await suggested(menu.tx, "grune")) == []


async def test_at_most_five_of_each_are_suggested(menu: Menu) -> None:
    for letter in "abcdefgh":
        await menu.product(f"Lamp{letter}")
    found = await suggested(menu.tx, "lamp")
    assert (len(names(found)), len(found.words)) == (5, 5)


async def test_what_is_excluded_is_not_suggested(menu: Menu) -> None:
    await exclude(menu, category=menu.drinks)
    found = await suggested(menu.tx, "lin")
    assert (names(found), found.categories, found.words) == ([], [], [])


@pytest.mark.parametrize("q", ["'", "\\", "%", "(", "🫖", " ", "a" * 100, "-", ":*", "tea ' OR 1"])
async def test_anything_may_be_typed(menu: Menu, q: str) -> None:
    assert "Lion" not in names(await suggested(menu.tx, q))


async def test_another_organizations_shop_suggests_nothing(menu: Menu, other_tx: Tx) -> None:
    with pytest.raises(NotFound):
        await suggested(seen_by(other_tx, menu.store), "li")


async def test_suggestions_are_three_statements_at_most(menu: Menu) -> None:
    for number in range(20):
        await menu.product(f"Lamp {number}")
    with recorded_statements(menu.tx) as seen:
        await suggested(menu.tx, "shirt")
    assert len(seen) <= 3
